package dev.porchlight.llm;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a call to a model ended. */
public sealed interface CompletionOutcome {

  /**
   * The model said that it was done.
   *
   * @param finishReason as the upstream gave it ({@code stop}, {@code content_filter}, {@code
   *     tool_calls}, …)
   * @param usage as reported, or null where it was not
   */
  record Finished(String finishReason, @Nullable TokenUsage usage) implements CompletionOutcome {}

  /** The answer is not whole. */
  record CutOff(Reason reason, @Nullable TokenUsage usage) implements CompletionOutcome {

    /** Why; in lower case on the wire. */
    public enum Reason {
      /** The body ended, or broke, with neither a finish reason nor {@code [DONE]}. */
      UPSTREAM_ENDED,
      /** No payload came for the upstream's idle limit. */
      UPSTREAM_STALLED,
      /** The model ran into its length limit. */
      LENGTH,
      /** The answer ran into its own bound of size or time. */
      ANSWER_LIMIT;

      public String wireName() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /**
   * The upstream failed, before the first delta or, with {@link FailureCode#UPSTREAM_ERROR} or
   * {@link FailureCode#UPSTREAM_BAD_RESPONSE}, after it.
   *
   * @param retryAfter how long the upstream asks to be left alone, or null where it did not say
   * @param action what may be done about it where it came before the first delta
   * @param sent whether a request may have gone out, which may be billed
   */
  record Failed(FailureCode code, @Nullable Duration retryAfter, FailureAction action, boolean sent)
      implements CompletionOutcome {

    /** The failure of a request that may have gone out. */
    public Failed(FailureCode code, @Nullable Duration retryAfter, FailureAction action) {
      this(code, retryAfter, action, true);
    }

    /** The same, with the remedy that is usual for its code. */
    public Failed(FailureCode code, @Nullable Duration retryAfter) {
      this(code, retryAfter, FailureAction.usualFor(code));
    }

    /** A failure to send the request. */
    public static Failed unsent(FailureCode code, FailureAction action) {
      return new Failed(code, null, action, false);
    }
  }

  /** {@link ModelCall#abort} ended it. */
  record Aborted() implements CompletionOutcome {}
}
