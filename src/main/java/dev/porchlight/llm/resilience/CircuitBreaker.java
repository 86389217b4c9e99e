package dev.porchlight.llm.resilience;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one upstream, with its cooldown: whether calls may go to it now. Safe for
 * use by any thread.
 */
public interface CircuitBreaker {

  /** Asks for a permit. */
  CompletionStage<PermitResult> enter();

  State state();

  /** How long the circuit stays open, or null where it is not. */
  @Nullable Duration remaining();

  /** Stops the timer of the cooldown. */
  void close();

  /**
   * One call's permit. It says once at most that the upstream took the call or that it was
   * released; it may fail after it was taken. Safe for use by any thread.
   */
  interface Permit {

    /** Null where the call may start; else its failure, since the circuit opened meanwhile. */
    CompletionOutcome.@Nullable Failed failureSinceEntered();

    /** The upstream took the call. */
    void confirmed();

    /** The call ended without saying anything about the upstream. */
    void released();

    /** The upstream failed. */
    void failed(CompletionOutcome.Failed failure);

    /** The upstream failed in a way that lasts: the circuit trips at once, for this long. */
    void failedFor(FailureCode why, Duration time);
  }
}
