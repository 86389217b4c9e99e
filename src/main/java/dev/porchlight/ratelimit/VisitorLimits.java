package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the limits on what a visitor is charged for, which several machines may share. */
public interface VisitorLimits {

  /**
   * Those of this process.
   *
   * @param ticker monotonic time
   */
  static VisitorLimits inMemory(Ticker ticker) {
    return new InMemoryVisitorLimits(ticker);
  }

  /**
   * Token buckets of every visitor.
   *
   * @param name no two have the same
   * @param policies each with a window; none: everything is admitted
   */
  TokenBuckets tokenBuckets(String name, List<QuotaPolicy> policies);

  /**
   * A limit on what every visitor holds at once.
   *
   * @param policy how much each visitor may hold, whose name no two have; null for any amount
   */
  ConcurrencyLimiter concurrency(@Nullable QuotaPolicy policy);
}
