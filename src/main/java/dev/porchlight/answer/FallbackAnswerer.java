package dev.porchlight.answer;

import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.FailureCode;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers where no model does, by quoting the owner's own pages. Safe for use by any thread. */
public interface FallbackAnswerer {

  /**
   * Writes an answer to the listener, up to its end.
   *
   * @param because why no model answers, or null where none is configured
   * @return completes when the answer is written: with false where it has nothing to say and wrote
   *     nothing, which is never so where no model is configured; fails for a fault of its own
   */
  CompletionStage<Boolean> write(
      Question question, @Nullable FailureCode because, CompletionListener listener);
}
