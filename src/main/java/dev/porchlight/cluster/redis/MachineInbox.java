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
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What other machines tell this one: a short stream in Redis for each machine, read in order and
 * once, on a connection of its own. Safe for use by any thread; the handlers run one after the
 * other.
 *
 * <p>A message arrives at once. Where the connection breaks, another is made without delay, and
 * read from first of all for what came meanwhile. A message is lost only where Redis loses it.
 */
public final class MachineInbox implements AutoCloseable {

  private static final String MESSAGE = "m";

  /** More than can come while a connection is renewed. */
  private static final int MOST_MESSAGES = 10_000;

  /** So many are read at once. */
  private static final int MOST_AT_ONCE = 100;

  /** How long the messages for a machine that reads none are kept. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** How long one command waits for a message. */
  private static final Duration BLOCK = Duration.ofSeconds(2);

  /** A connection that is silent for longer than that is replaced. */
  private static final Duration SILENCE = BLOCK.plusSeconds(3);

  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(50);

  private static final RedisScript SEND =
      new RedisScript(
          """
          redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'm', ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          return {}
          """);

  private final RedisLink link;
  private final Timers timers;
  private final Map<String, Consumer<String>> handlers = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable StatefulRedisConnection<String, byte[]>> connection =
      new AtomicReference<>();

  /** Whether the connection has been read from. */
  private volatile boolean isTried;

  private volatile String lastRead = "0-0";
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
    List<Object> arguments = List.of(message, MOST_MESSAGES, KEPT.toMillis());
    return link.call(redis -> SEND.run(redis, List.of(key(machine)), arguments))
        .thenAccept(sent -> {});
  }

  private static String key(String machine) {
    return Keys.PREFIX + "inbox:{" + machine + "}";
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
    Future<?> silent = timers.schedule(() -> drop(reading), SILENCE);
    var unused =
        next(reading)
            .whenComplete(
                (messages, failure) -> {
                  silent.cancel(false);
                  if (failure == null) {
                    isTried = true;
                    timers.execute(() -> take(messages));
                  } else {
                    failed(reading);
                  }
                });
  }

  @SuppressWarnings("unchecked") // Of the one offset an array of a generic type is made.
  private CompletionStage<List<StreamMessage<String, byte[]>>> next(
      StatefulRedisConnection<String, byte[]> reading) {
    try {
      return reading
          .async()
          .xread(
              isTried
                  ? XReadArgs.Builder.block(BLOCK).count(MOST_AT_ONCE)
                  : XReadArgs.Builder.count(MOST_AT_ONCE),
              XReadArgs.StreamOffset.from(key(link.machine()), lastRead));
    } catch (RuntimeException closedMeanwhile) {
      return CompletableFuture.failedFuture(closedMeanwhile);
    }
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

  private void take(List<StreamMessage<String, byte[]>> messages) {
    for (StreamMessage<String, byte[]> message : messages) {
      lastRead = message.getId();
      byte[] text = message.getBody().get(MESSAGE);
      if (text != null) {
        hand(new String(text, UTF_8));
      }
    }
    read();
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
