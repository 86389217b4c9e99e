package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of this process.
 *
 * @param ticker monotonic time
 */
record InMemoryVisitorLimits(Ticker ticker) implements VisitorLimits {

  /** Networks remembered for each limit; each takes about 350 bytes. */
  static final int BUCKETS = 50_000;

  @Override
  public TokenBuckets tokenBuckets(String name, List<QuotaPolicy> policies) {
    return new InMemoryTokenBuckets(policies, BUCKETS, ticker);
  }

  @Override
  public ConcurrencyLimiter concurrency(@Nullable QuotaPolicy policy) {
    return new InMemoryConcurrencyLimiter(policy);
  }
}
