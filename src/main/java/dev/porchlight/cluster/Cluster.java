package dev.porchlight.cluster;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.budget.BudgetSharing;
import dev.porchlight.llm.resilience.CircuitBreakerSharing;
import dev.porchlight.ratelimit.ConcurrencyLimiter;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.TokenBuckets;
import dev.porchlight.ratelimit.VisitorLimits;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * This machine's part in the machines that are one site over Redis: it makes the forms of the ports
 * that they share. Safe for use by any thread.
 */
public final class Cluster implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final RedisLink link;
  private final Ticker ticker;
  private final InstantSource clock;
  private volatile @Nullable SharedBuckets buckets;

  private Cluster(RedisLink link, Ticker ticker, InstantSource clock) {
    this.link = link;
    this.ticker = ticker;
    this.clock = clock;
  }

  /**
   * Connects; where Redis can't be reached, goes on trying.
   *
   * @param machine an id that no other machine has
   * @param timers run what comes of a command
   * @throws RedisRefusalException where Redis refuses the password
   */
  public static Cluster join(
      RedisConfig config, String machine, Timers timers, Ticker ticker, InstantSource clock) {
    Cluster cluster = new Cluster(RedisLink.open(config, machine, timers, ticker), ticker, clock);
    if (cluster.isReached()) {
      cluster.warmUp();
    }
    return cluster;
  }

  /** Loads what a charge needs before a visitor's has to be decided in time. */
  private void warmUp() {
    QuotaPolicy any = new QuotaPolicy("warm-up", 1, Duration.ofSeconds(1));
    RedisClients.await(
        buckets().of(Keys.PREFIX + "warm-up:" + link.machine(), any).tryConsume(1), WARM_UP);
  }

  /** Whether Redis has answered since the start; before that, no model is called. */
  public boolean isReached() {
    return link.state() != RedisLink.State.UNREACHED;
  }

  /** How Redis is, in a word: {@code unreached}, {@code up} or {@code lost}. */
  public String state() {
    return link.state().name().toLowerCase(Locale.ROOT);
  }

  /** How many machines there are, as far as it was last known; this one counts too. */
  public int machines() {
    return link.machines();
  }

  /** The limits on what a visitor is charged for. */
  public VisitorLimits visitorLimits() {
    VisitorLimits own = VisitorLimits.inMemory(ticker);
    return new VisitorLimits() {
      @Override
      public TokenBuckets tokenBuckets(String name, List<QuotaPolicy> policies) {
        return new RedisTokenBuckets(
            name,
            policies,
            link,
            Cluster.this::buckets,
            new MachineShare<>(
                machines ->
                    own.tokenBuckets(
                        name, policies.stream().map(policy -> policy.shareOf(machines)).toList())));
      }

      @Override
      public ConcurrencyLimiter concurrency(@Nullable QuotaPolicy policy) {
        return policy == null || policy.quota() == 0
            ? own.concurrency(policy)
            : new RedisConcurrencyLimiter(
                policy,
                link,
                new MachineShare<>(machines -> own.concurrency(policy.shareOf(machines))));
      }
    };
  }

  /** The day's budgets. */
  public BudgetSharing budgets() {
    return (name, unit, limit) -> new RedisDailyAmount(name, unit, limit, clock, link);
  }

  /** The circuit breakers. */
  public CircuitBreakerSharing circuitBreakers() {
    return (name, local) -> new RedisCircuitBreaker(name, local, link, ticker);
  }

  private SharedBuckets buckets() {
    SharedBuckets made = buckets;
    if (made == null) {
      StatefulRedisConnection<String, byte[]> connection = link.connection();
      made = new SharedBuckets(Objects.requireNonNull(connection), clock);
      buckets = made;
    }
    return made;
  }

  /** Leaves: the others count this machine no more. */
  @Override
  public void close() {
    link.close();
  }
}
