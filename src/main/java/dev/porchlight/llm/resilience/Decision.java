package dev.porchlight.llm.resilience;

import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an answer that wants to be written is to do next. */
public sealed interface Decision {

  /** A call may go now. It is held for this answer, and must be written or cancelled, once. */
  non-sealed interface Go extends Decision {

    /**
     * Calls the upstream. Where it has asked callers to wait since, nothing is called, and the
     * listener hears of that failure as of any other.
     *
     * @throws IllegalStateException if it was written or cancelled before
     */
    ModelCall write(CompletionListener listener);

    /** Leaves the call to another answer. */
    void cancel();
  }

  /**
   * No call may go yet.
   *
   * @param remaining when to ask again, unless the upstreams change before
   */
  record Wait(Duration remaining) implements Decision {}

  /**
   * No upstream will write this answer.
   *
   * @param code what keeps the first upstream from it
   * @param retryAfter when a new request may succeed, or null where that is unknown
   * @param fallbackAllowed whether something else than an upstream may answer
   */
  record GiveUp(FailureCode code, @Nullable Duration retryAfter, boolean fallbackAllowed)
      implements Decision {}
}
