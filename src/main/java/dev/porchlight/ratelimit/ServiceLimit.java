package dev.porchlight.ratelimit;

import static java.util.Comparator.comparingLong;
import static java.util.Comparator.nullsFirst;
import static java.util.Comparator.reverseOrder;

import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor has left of a quota.
 *
 * @param remaining negative where the visitor owes some
 * @param untilMore whole seconds, rounded up, until there is one to take, or one more; null where
 *     nothing was taken, or no time is known
 */
public record ServiceLimit(QuotaPolicy policy, long remaining, @Nullable Duration untilMore) {

  private static final Comparator<ServiceLimit> BY_WHAT_IS_LEFT =
      comparingLong(ServiceLimit::remaining)
          .thenComparing(ServiceLimit::untilMore, nullsFirst(reverseOrder()));

  public static ServiceLimit untouched(QuotaPolicy policy) {
    return new ServiceLimit(policy, policy.quota(), null);
  }

  boolean isSpent() {
    return remaining <= 0;
  }

  /**
   * Of two limits on the same thing the one with less left; where both have as much, the one that
   * stays so for longer.
   */
  public ServiceLimit tightest(ServiceLimit other) {
    return BY_WHAT_IS_LEFT.compare(this, other) <= 0 ? this : other;
  }

  /** The limit as an item of {@code RateLimit}. */
  String item() {
    String item = "\"%s\";r=%d".formatted(policy.name(), Math.max(0, remaining));
    return untilMore == null ? item : item + ";t=" + untilMore.toSeconds();
  }
}
