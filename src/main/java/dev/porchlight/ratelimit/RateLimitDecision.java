package dev.porchlight.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The answer to a visitor's wish: it is charged and admitted, or refused at no charge. */
public sealed interface RateLimitDecision {

  /** What the visitor has left. */
  RateLimitFields rateLimit();

  /**
   * The wish is granted.
   *
   * @param reservation what it took
   */
  record Admitted(Reservation reservation, RateLimitFields rateLimit)
      implements RateLimitDecision {}

  /**
   * The wish is refused.
   *
   * @param policy whose quota is spent; of several, the one that stays so for longest
   * @param retryAfter whole seconds after which it would be granted, if nothing else was asked
   *     meanwhile; null where no wait helps (the quota is zero) or none is known (a stream has to
   *     end first)
   */
  record Refused(QuotaPolicy policy, @Nullable Duration retryAfter, RateLimitFields rateLimit)
      implements RateLimitDecision {}
}
