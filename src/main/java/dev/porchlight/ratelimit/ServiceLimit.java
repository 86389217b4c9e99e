package dev.porchlight.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor has left of a quota.
 *
 * @param untilMore whole seconds, rounded up, until there is one more; null where nothing was
 *     taken, or no time can be told
 */
public record ServiceLimit(QuotaPolicy policy, long remaining, @Nullable Duration untilMore) {

  static ServiceLimit untouched(QuotaPolicy policy) {
    return new ServiceLimit(policy, policy.quota(), null);
  }

  boolean isSpent() {
    return remaining == 0;
  }

  /** The limit as an item of {@code RateLimit}. */
  String item() {
    String item = "\"%s\";r=%d".formatted(policy.name(), remaining);
    return untilMore == null ? item : item + ";t=" + untilMore.toSeconds();
  }
}
