package dev.porchlight.cluster.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This machine's connections to Redis, and whether Redis may be relied on. Safe for use by any
 * thread; what comes of a command is told on the timers' executor.
 *
 * <p>A command that fails, or is not answered within its timeout, means that Redis is lost: from
 * then on every call fails at once, so that it delays nothing, until a heartbeat is answered in
 * time. So one question waits for a slow Redis once, and not for each of its steps.
 */
public final class RedisLink implements AutoCloseable {

  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private static final ThreadLocal<@Nullable ScriptBatch> BATCH_OF_THREAD = new ThreadLocal<>();

  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration BEAT_WHILE_LOST = Duration.ofMillis(200);
  private static final Duration FIRST_CONNECTION = Duration.ofSeconds(3);

  /** Within so many heartbeats every machine has told Redis what it could not tell it before. */
  private static final int BEATS_TO_SETTLE = 5;

  /** Whether Redis may be relied on. */
  public enum State {
    /** It has not answered since the start. */
    UNREACHED,
    UP,
    LOST
  }

  private final RedisClient client;
  private final RedisClient clientForOthers;
  private final RedisConfig config;
  private final Timers timers;
  private final LinkLog log;
  private final MachineRegister machines;
  private final Ticker ticker;
  private final List<Runnable> onBeat = new CopyOnWriteArrayList<>();
  private final List<Runnable> onClose = new CopyOnWriteArrayList<>();
  private final List<Consumer<Duration>> whileLost = new CopyOnWriteArrayList<>();
  private final Map<String, Consumer<String>> channels = new ConcurrentHashMap<>();
  private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> pubSub;
  private volatile State state = State.UNREACHED;
  private volatile long lostSinceNanos;
  private volatile boolean closed;
  private final AtomicInteger beatsSinceLost = new AtomicInteger(BEATS_TO_SETTLE);

  private RedisLink(RedisConfig config, String machine, Timers timers, Ticker ticker) {
    this.config = config;
    this.timers = timers;
    this.ticker = ticker;
    this.client = RedisClients.create(config);
    this.clientForOthers = RedisClients.createWithoutReconnecting(client, config);
    this.log = new LinkLog(config.toString(), ticker);
    this.machines = new MachineRegister(machine);
  }

  /**
   * Connects; where Redis can't be reached, goes on trying.
   *
   * @param machine an id that no other machine has
   * @throws RedisRefusalException where Redis refuses the password
   */
  public static RedisLink open(RedisConfig config, String machine, Timers timers, Ticker ticker) {
    RedisLink link = new RedisLink(config, machine, timers, ticker);
    try {
      link.connect().toCompletableFuture().get(FIRST_CONNECTION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      link.lost("no connection within %d s".formatted(FIRST_CONNECTION.toSeconds()));
    } catch (ExecutionException e) {
      link.close();
      throw (RedisRefusalException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return link;
  }

  /** Completes with the first attempt; fails only where Redis refuses to let this machine in. */
  private CompletionStage<Void> connect() {
    CompletableFuture<Void> attempted = new CompletableFuture<>();
    var unused =
        connect(client)
            .thenCompose(this::connectSubscriptions)
            .thenCompose(commands -> beat(commands.async()))
            .whenComplete((beaten, failure) -> attempted(attempted, failure));
    return attempted;
  }

  /** Makes a connection for one who waits on it, and who makes another where it is lost. */
  CompletionStage<StatefulRedisConnection<String, byte[]>> connectAnother() {
    return connect(clientForOthers);
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> connect(RedisClient by) {
    return by.connectAsync(CODEC, RedisClients.uri(config));
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> connectSubscriptions(
      StatefulRedisConnection<String, byte[]> commands) {
    return client
        .connectPubSubAsync(StringCodec.UTF8, RedisClients.uri(config))
        .handle(
            (subscriptions, failure) -> {
              if (failure != null) {
                var unused = commands.closeAsync();
                throw new CompletionException(failure);
              }
              connected(commands, subscriptions);
              return commands;
            });
  }

  private void attempted(CompletableFuture<Void> attempted, @Nullable Throwable failure) {
    if (failure != null) {
      String refusal = RedisClients.refusal(failure);
      if (refusal != null) {
        attempted.completeExceptionally(
            new RedisRefusalException(
                "Redis at %s refuses the user or password of REDIS_URL (%s)."
                    .formatted(config, refusal),
                failure));
      }
      lost(RedisClients.reason(failure));
    }
    attempted.complete(null);
    if (!closed) {
      var unused =
          timers.schedule(connection == null ? this::connectAgain : this::beat, untilNextBeat());
    }
  }

  private void connectAgain() {
    if (!closed) {
      var unused = connect();
    }
  }

  private void connected(
      StatefulRedisConnection<String, byte[]> commands,
      StatefulRedisPubSubConnection<String, String> subscriptions) {
    connection = commands;
    pubSub = subscriptions;
    commands.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
            beatsSinceLost.set(0);
          }
        });
    subscriptions.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            Consumer<String> listener = channels.get(channel);
            if (listener != null) {
              timers.execute(() -> listener.accept(message));
            }
          }
        });
    channels.keySet().forEach(channel -> subscribe(subscriptions, channel));
  }

  public State state() {
    return state;
  }

  /**
   * Whether what Redis does not know is nowhere: other machines may have lost it when this one did,
   * or may have lost it now.
   */
  public boolean isSettled() {
    return beatsSinceLost.get() >= BEATS_TO_SETTLE && !machines.isAnyMissed();
  }

  /** How many machines there are, as far as it was last known; this one counts too. */
  public int machines() {
    return machines.count();
  }

  /** The machines that were there a second ago, as far as it was last known; this one too. */
  public Set<String> machinesAlive() {
    return machines.alive();
  }

  /** The id of this machine. */
  public String machine() {
    return machines.own();
  }

  /** The connection's commands, which may be used within {@link #call} alone. */
  public @Nullable StatefulRedisConnection<String, byte[]> connection() {
    return connection;
  }

  /** Runs a task after each heartbeat that was answered: once a second while Redis is there. */
  public void onBeat(Runnable task) {
    onBeat.add(task);
  }

  /**
   * Runs a task that sends the last commands of this machine, where Redis is there when it goes.
   */
  public void onClose(Runnable task) {
    onClose.add(task);
  }

  /** Tells after each heartbeat that was not answered for how long Redis has been lost. */
  public void whileLost(Consumer<Duration> task) {
    whileLost.add(task);
  }

  /**
   * Hears what is said on a channel from now on; what is said while the connection is lost is
   * missed.
   */
  public void subscribe(String channel, Consumer<String> listener) {
    channels.put(channel, listener);
    StatefulRedisPubSubConnection<String, String> subscriptions = pubSub;
    if (subscriptions != null) {
      subscribe(subscriptions, channel);
    }
  }

  /** Hears no more of a channel. */
  public void unsubscribe(String channel) {
    channels.remove(channel);
    StatefulRedisPubSubConnection<String, String> subscriptions = pubSub;
    if (subscriptions != null) {
      var unused = subscriptions.async().unsubscribe(channel);
    }
  }

  private static void subscribe(
      StatefulRedisPubSubConnection<String, String> subscriptions, String channel) {
    var unused = subscriptions.async().subscribe(channel);
  }

  /**
   * Sends a command.
   *
   * @return fails with a {@link RedisLostException} where Redis is lost, at the latest after the
   *     timeout; the command may have been carried out nevertheless
   */
  public <T> CompletionStage<T> call(
      Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
    StatefulRedisConnection<String, byte[]> commands = connection;
    if (state == State.UP && commands != null) {
      return send(commands.async(), command);
    }
    CompletableFuture<T> failed = new CompletableFuture<>();
    failed.completeExceptionally(new RedisLostException("Redis is lost"));
    return failed;
  }

  /**
   * Runs a script, whose reply is told as that of {@link #call} is; within {@link #together} it is
   * sent with the others.
   *
   * @param arguments bytes, which are sent as they are, or what is sent as its text
   */
  public CompletionStage<List<Object>> run(
      RedisScript script, List<String> keys, List<?> arguments) {
    ScriptBatch batch = BATCH_OF_THREAD.get();
    return batch != null && batch.isOf(this)
        ? batch.add(script, keys, arguments)
        : call(redis -> script.run(redis, keys, arguments));
  }

  /**
   * Sends the scripts that an action runs on this thread in one write once it has ended. Their
   * replies are told when all have come, on one thread.
   */
  public void together(Runnable action) {
    ScriptBatch batch = new ScriptBatch(this);
    BATCH_OF_THREAD.set(batch);
    try {
      action.run();
    } finally {
      BATCH_OF_THREAD.remove();
      if (!batch.isEmpty()) {
        var unused =
            call(redis -> batch.send(Objects.requireNonNull(connection)))
                .whenComplete((all, failure) -> batch.settle(failure));
      }
    }
  }

  private <T> CompletionStage<T> send(
      RedisAsyncCommands<String, byte[]> redis,
      Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      CompletionStage<T> sent = command.apply(redis);
      Future<?> deadline = timers.schedule(() -> tooLate(result), config.timeout());
      var unused =
          sent.whenComplete(
              (value, failure) -> {
                deadline.cancel(false);
                timers.execute(() -> settle(result, value, failure));
              });
    } catch (RuntimeException e) {
      settle(result, null, e);
    }
    return result;
  }

  private <T> void settle(
      CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
    if (failure == null) {
      @SuppressWarnings("NullAway") // Null where the command's answer is nil.
      boolean unused = result.complete(value);
    } else if (!result.isDone()) {
      fail(result, RedisClients.reason(failure));
    }
  }

  private <T> void tooLate(CompletableFuture<T> result) {
    if (!result.isDone()) {
      fail(result, "no answer within %d ms".formatted(config.timeout().toMillis()));
    }
  }

  private <T> void fail(CompletableFuture<T> result, String why) {
    lost(why);
    result.completeExceptionally(new CompletionException(new RedisLostException(why)));
  }

  private void lost(String why) {
    if (closed) {
      return;
    }
    synchronized (this) {
      if (state == State.UP) {
        lostSinceNanos = ticker.read();
        state = State.LOST;
      }
    }
    beatsSinceLost.set(0);
    log.lost(why, state == State.UNREACHED ? 0 : machines());
  }

  private void beat() {
    StatefulRedisConnection<String, byte[]> commands = connection;
    if (closed || commands == null) {
      return;
    }
    var unused =
        beat(commands.async())
            .whenComplete(
                (beaten, failure) -> {
                  if (!closed) {
                    tellWhereLost();
                    var unusedNext = timers.schedule(this::beat, untilNextBeat());
                  }
                });
  }

  private void tellWhereLost() {
    if (state == State.LOST) {
      Duration lost = Duration.ofNanos(ticker.read() - lostSinceNanos);
      whileLost.forEach(
          task -> FaultIsolation.run("What a lost Redis calls for", () -> task.accept(lost)));
    }
  }

  private CompletionStage<Integer> beat(RedisAsyncCommands<String, byte[]> redis) {
    return send(redis, machines::beat)
        .thenApply(
            count -> {
              answered();
              return count;
            });
  }

  private void answered() {
    synchronized (this) {
      state = State.UP;
    }
    beatsSinceLost.updateAndGet(beats -> Math.min(beats + 1, BEATS_TO_SETTLE));
    log.back();
    onBeat.forEach(task -> FaultIsolation.run("What a heartbeat of Redis calls for", task));
  }

  private Duration untilNextBeat() {
    return state == State.UP ? BEAT : BEAT_WHILE_LOST;
  }

  /** Says that this machine is gone, and closes the connections. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    StatefulRedisConnection<String, byte[]> commands = connection;
    if (commands != null && state == State.UP) {
      onClose.forEach(task -> FaultIsolation.run("The end of what Redis is told", task));
      RedisClients.await(machines.leave(commands.async()), config.timeout().multipliedBy(4));
    }
    RedisClients.close(client, clientForOthers);
  }
}
