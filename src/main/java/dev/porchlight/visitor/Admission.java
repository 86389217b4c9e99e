package dev.porchlight.visitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The answer to a visitor's wish: it is charged and admitted, or refused at no charge. */
public sealed interface Admission {

  /** What the visitor has left. */
  RateLimit rateLimit();

  /**
   * The wish is granted.
   *
   * @param charge what it took
   */
  record Admitted(Charge charge, RateLimit rateLimit) implements Admission {}

  /**
   * The wish is refused.
   *
   * @param policy whose quota is spent; of several, the one that stays so for longest
   * @param retryAfter whole seconds after which it would be granted, if nothing else was asked
   *     meanwhile; null where no wait helps (the quota is zero) or none can be told (a stream has
   *     to end first)
   */
  record Refused(QuotaPolicy policy, @Nullable Duration retryAfter, RateLimit rateLimit)
      implements Admission {}
}
