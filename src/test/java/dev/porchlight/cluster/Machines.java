package dev.porchlight.cluster;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Machines of one site in this process, over one real Redis. For one thread. */
public final class Machines implements AutoCloseable {

  /** So long that a busy machine of a test never takes Redis for lost. */
  private static final Duration PATIENT = Duration.ofSeconds(10);

  /** So short that a lost Redis is soon noticed, but longer than a busy machine takes. */
  private static final Duration HASTY = Duration.ofMillis(300);

  private static final AtomicInteger LAST_NUMBER = new AtomicInteger();

  private final RedisServer redis;
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final Deque<Cluster> joined = new ArrayDeque<>();

  public Machines(RedisServer redis) {
    this.redis = redis;
  }

  /** One that waits for Redis as long as it takes. */
  public Cluster join(Ticker ticker, InstantSource clock) {
    return join(PATIENT, ticker, clock);
  }

  /** One that does not wait for Redis for long. */
  public Cluster joinHasty() {
    return join(HASTY, Ticker.systemTicker(), InstantSource.system());
  }

  /** One like that, whose Redis is at another port of this host. */
  public Cluster joinHasty(int port) {
    URI through = URI.create("redis://127.0.0.1:" + port);
    return join(
        new RedisConfig(through, true, HASTY),
        timers(),
        Ticker.systemTicker(),
        InstantSource.system());
  }

  /** One that does all that it does by timers of its own. */
  public Cluster join(Timers timers) {
    return join(PATIENT, timers, Ticker.systemTicker(), InstantSource.system());
  }

  private Cluster join(Duration patience, Ticker ticker, InstantSource clock) {
    return join(patience, timers(), ticker, clock);
  }

  private Cluster join(Duration patience, Timers timers, Ticker ticker, InstantSource clock) {
    return join(new RedisConfig(redis.uri(), true, patience), timers, ticker, clock);
  }

  private Cluster join(RedisConfig config, Timers timers, Ticker ticker, InstantSource clock) {
    Cluster machine =
        Cluster.join(config, "machine-" + LAST_NUMBER.incrementAndGet(), timers, ticker, clock);
    joined.push(machine);
    return machine;
  }

  public Timers timers() {
    return new Timers(scheduler, executor);
  }

  /** Waits until each knows of all. */
  public void awaitAllKnown() {
    Awaitility.await()
        .until(() -> joined.stream().allMatch(one -> one.machines() == joined.size()));
  }

  public static void awaitState(Cluster machine, String state) {
    Awaitility.await(state).until(() -> machine.state().equals(state));
  }

  @Override
  public void close() {
    joined.forEach(Cluster::close);
    scheduler.shutdownNow();
    executor.shutdownNow();
  }
}
