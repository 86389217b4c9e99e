package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other machines tell this one: a short stream in Redis for each machine, read in order and
 * once, on a connection of its own. Safe for use by any thread; the handlers run one after the
 * other.
 *
 * <p>A message arrives at once. Where the connection breaks, another is made without delay, and
 * read from first of all for what came meanwhile. A message is lost only where Redis loses it.
 */
public final class MachineInbox implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MachineInbox.class);

  /** So many are read at once. */
  private static final int MOST_AT_ONCE = 100;

  /** How long one command waits for a message. */
  private static final Duration BLOCK = Duration.ofSeconds(2);

  /** A connection that is silent for longer than that is replaced. */
  private static final Duration SILENCE = BLOCK.plusSeconds(3);

  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(50);

  private final RedisLink link;
  private final Timers timers;
  private final Map<String, Consumer<String>> handlers = new ConcurrentHashMap<>();
  private final List<Runnable> onMissed = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable StatefulRedisConnection<String, byte[]>> connection =
      new AtomicReference<>();

  /** Whether the connection has been read from. */
  private volatile boolean isTried;

  private volatile String lastRead = "0-0";

  /** How many messages were sent up to that one. */
  private volatile long lastNumber;

  private volatile boolean closed;

  private MachineInbox(RedisLink link, Timers timers) {
    this.link = link;
    this.timers = timers;
  }

  /**
   * The inbox of a link's machine, which is not read before {@link #start}.
   *
   * @param timers run the handlers
   */
  public static MachineInbox of(RedisLink link, Timers timers) {
    return new MachineInbox(link, timers);
  }

  /**
   * Hears the messages whose first word is this one.
   *
   * @param handler takes the rest of the message; must not block
   */
  public void handle(String word, Consumer<String> handler) {
    handlers.put(word, handler);
  }

  /**
   * Hears that messages were lost: Redis lost them, or had no room for more while this machine
   * stood still. What they may have said is to be looked up.
   *
   * @param task must not block
   */
  public void onMissed(Runnable task) {
    onMissed.add(task);
  }

  /** Reads from now on, once all handlers are known. */
  public void start() {
    read();
  }

  /**
   * Sends a message to a machine, which may be this one.
   *
   * @param message a word, and behind a space what its handler takes
   * @return fails where Redis is lost; the message may have been sent nevertheless
   */
  public CompletionStage<Void> send(String machine, String message) {
    return link.call(redis -> InboxScripts.send(redis, machine, message)).thenAccept(sent -> {});
  }

  private void read() {
    StatefulRedisConnection<String, byte[]> reading = connection.get();
    if (closed) {
      return;
    }
    if (reading == null) {
      connect();
      return;
    }
    then(reading, () -> next(reading), messages -> take(reading, messages));
  }

  /** Goes on with a reply, or on another connection. */
  private <T> void then(
      StatefulRedisConnection<String, byte[]> reading,
      Supplier<CompletionStage<T>> command,
      Consumer<T> whatFollows) {
    Future<?> silent = timers.schedule(() -> drop(reading), SILENCE);
    var unused =
        sent(command)
            .whenComplete(
                (reply, failure) -> {
                  silent.cancel(false);
                  if (failure == null) {
                    isTried = true;
                    timers.execute(() -> whatFollows.accept(reply));
                  } else {
                    failed(reading);
                  }
                });
  }

  private static <T> CompletionStage<T> sent(Supplier<CompletionStage<T>> command) {
    try {
      return command.get();
    } catch (RuntimeException closedMeanwhile) {
      return CompletableFuture.failedFuture(closedMeanwhile);
    }
  }

  @SuppressWarnings("unchecked") // Of the one offset an array of a generic type is made.
  private CompletionStage<List<StreamMessage<String, byte[]>>> next(
      StatefulRedisConnection<String, byte[]> reading) {
    return reading
        .async()
        .xread(
            isTried
                ? XReadArgs.Builder.block(BLOCK).count(MOST_AT_ONCE)
                : XReadArgs.Builder.count(MOST_AT_ONCE),
            XReadArgs.StreamOffset.from(InboxScripts.key(link.machine()), lastRead));
  }

  private void connect() {
    var unused =
        link.connectAnother()
            .whenComplete(
                (made, failure) -> {
                  if (failure != null) {
                    readLater();
                    return;
                  }
                  isTried = false;
                  connection.set(made);
                  read();
                });
  }

  /**
   * No connection that failed is read from again. The next is made at once, except where this one
   * never answered.
   */
  private void failed(StatefulRedisConnection<String, byte[]> reading) {
    boolean wasTried = isTried;
    drop(reading);
    if (wasTried) {
      read();
    } else {
      readLater();
    }
  }

  private void readLater() {
    if (!closed) {
      var unused = timers.schedule(this::read, BEFORE_NEXT_TRY);
    }
  }

  /** What is being read on it fails, and is read again on the next connection. */
  private void drop(StatefulRedisConnection<String, byte[]> useless) {
    if (connection.compareAndSet(useless, null)) {
      var unused = useless.closeAsync();
    }
  }

  private void take(
      StatefulRedisConnection<String, byte[]> reading,
      List<StreamMessage<String, byte[]>> messages) {
    if (messages.isEmpty()) {
      then(
          reading,
          () -> InboxScripts.look(reading.async(), link.machine(), lastRead),
          this::compare);
      return;
    }
    for (StreamMessage<String, byte[]> message : messages) {
      lastRead = message.getId();
      count(message.getBody().get(InboxScripts.NUMBER));
      byte[] text = message.getBody().get(InboxScripts.MESSAGE);
      if (text != null) {
        hand(new String(text, UTF_8));
      }
    }
    read();
  }

  private void count(byte @Nullable [] number) {
    if (number != null) {
      long before = lastNumber;
      lastNumber = Keys.number(number);
      if (lastNumber != before + 1) {
        missed();
      }
    }
  }

  /** Where nothing more is to come, as many were sent as were read. */
  private void compare(InboxScripts.Look look) {
    if (look.sent() != lastNumber && !look.isMore()) {
      lastNumber = look.sent();
      lastRead = look.newest();
      missed();
    }
    read();
  }

  private void missed() {
    log.info("messages of other machines were lost; what they may have said is looked up");
    onMissed.forEach(task -> FaultIsolation.run("What lost messages call for", task));
  }

  private void hand(String message) {
    int space = message.indexOf(' ');
    String word = space < 0 ? message : message.substring(0, space);
    Consumer<String> handler = handlers.get(word);
    if (handler != null) {
      String rest = space < 0 ? "" : message.substring(space + 1);
      FaultIsolation.run("The message of another machine", () -> handler.accept(rest));
    }
  }

  /** Reads no more. */
  @Override
  public void close() {
    closed = true;
    StatefulRedisConnection<String, byte[]> reading = connection.get();
    if (reading != null) {
      drop(reading);
    }
  }
}
