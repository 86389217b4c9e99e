package dev.porchlight.cluster.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisClients;
import dev.porchlight.cluster.redis.RedisLink;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits that hold for all machines together: on what a visitor is charged, on the day's
 * budget, and on calls to an upstream that is in trouble. Safe for use by any thread.
 */
public final class SharedLimits implements VisitorLimits {

  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final RedisLink link;
  private final Ticker ticker;
  private final InstantSource clock;
  private final VisitorLimits own;
  private volatile @Nullable SharedBuckets buckets;

  /**
   * @param clock tells when a day begins
   */
  public SharedLimits(RedisLink link, Ticker ticker, InstantSource clock) {
    this.link = link;
    this.ticker = ticker;
    this.clock = clock;
    this.own = VisitorLimits.inMemory(ticker);
  }

  /** Loads what a charge needs before a visitor's has to be decided in time. */
  public void warmUp() {
    QuotaPolicy any = new QuotaPolicy("warm-up", 1, Duration.ofSeconds(1));
    RedisClients.await(
        buckets().of(Keys.PREFIX + "warm-up:" + link.machine(), any).tryConsume(1), WARM_UP);
  }

  @Override
  public TokenBuckets tokenBuckets(String name, List<QuotaPolicy> policies) {
    return new RedisTokenBuckets(
        name,
        policies,
        link,
        this::buckets,
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
}
