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
   * @param reusable whether the text may be given to others who ask the same
   * @param answered false where the text says that nothing was found
   */
  record Finished(
      String finishReason, @Nullable TokenUsage usage, boolean reusable, boolean answered)
      implements CompletionOutcome {
    private static final String STOP = "stop";

    /** One that may be given again if the model said all that it had to say. */
    public Finished(String finishReason, @Nullable TokenUsage usage) {
      this(finishReason, usage, finishReason.equals(STOP));
    }

    /** One that tells what was asked. */
    public Finished(String finishReason, @Nullable TokenUsage usage, boolean reusable) {
      this(finishReason, usage, reusable, true);
    }
  }

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
      /** The provider's filter stopped the answer. */
      FILTERED,
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
   * @param perhapsOfQuestion whether the question alone may be the reason, though the code blames
   *     the upstream
   * @param usage as reported, or null where it was not
   */
  record Failed(
      FailureCode code,
      @Nullable Duration retryAfter,
      FailureAction action,
      boolean sent,
      boolean perhapsOfQuestion,
      @Nullable TokenUsage usage)
      implements CompletionOutcome {

    /** The failure of a request that may have gone out. */
    public Failed(FailureCode code, @Nullable Duration retryAfter, FailureAction action) {
      this(code, retryAfter, action, true, false, null);
    }

    /** The same, with the action that is usual for its code. */
    public Failed(FailureCode code, @Nullable Duration retryAfter) {
      this(code, retryAfter, FailureAction.usualFor(code));
    }

    /** A failure to send the request. */
    public static Failed unsent(FailureCode code, FailureAction action) {
      return new Failed(code, null, action, false, false, null);
    }

    /** The same, of which it is not known whether the question alone is the reason. */
    public Failed perhapsForTheQuestion() {
      return new Failed(code, retryAfter, action, sent, true, usage);
    }

    /** The same, with what the upstream says that it cost. */
    public Failed costing(@Nullable TokenUsage reported) {
      return new Failed(code, retryAfter, action, sent, perhapsOfQuestion, reported);
    }
  }

  /** {@link ModelCall#abort} ended it. */
  record Aborted() implements CompletionOutcome {}
}
