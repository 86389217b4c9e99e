package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an upstream says to one more call. */
public sealed interface PermitResult {

  /** It may go. */
  record Entered(CircuitBreaker.Permit permit) implements PermitResult {}

  /** The upstream asked callers to wait for a known time. */
  record CoolingDown(FailureCode code, Duration remaining) implements PermitResult {}

  /**
   * As many calls as may be are on their way to see whether the upstream takes more.
   *
   * @param silentFor how long they have been silent
   */
  record Full(FailureCode code, Duration silentFor) implements PermitResult {}

  /**
   * Not now, and it is not worth waiting.
   *
   * @param remaining when it may be asked again, or null where nobody knows
   */
  record Closed(FailureCode code, @Nullable Duration remaining) implements PermitResult {}
}
