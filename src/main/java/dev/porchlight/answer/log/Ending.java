package dev.porchlight.answer.log;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an answer closed. An answer has exactly one ending, and it is the last entry of its log. */
public sealed interface Ending {

  /**
   * The model was done.
   *
   * @param finishReason as the model gave it; only {@code stop} means that it said all it had to
   *     say
   * @param reusable whether the text may be given to others who ask the same
   * @param answered false where the answer is that the site does not tell
   */
  record Finished(String finishReason, boolean reusable, boolean answered) implements Ending {

    /** One that tells what was asked. */
    public Finished(String finishReason, boolean reusable) {
      this(finishReason, reusable, true);
    }
  }

  /**
   * The visitor stopped it, or nobody was left to read it.
   *
   * @param left whether it was ended because every visitor had gone
   */
  record Stopped(boolean left) implements Ending {}

  /** The text is not whole. */
  record CutOff(CompletionOutcome.CutOff.Reason reason) implements Ending {}

  /**
   * It failed.
   *
   * @param retryAfter when a new request may succeed, or null where that is unknown
   */
  record Failed(FailureCode code, @Nullable Duration retryAfter) implements Ending {}
}
