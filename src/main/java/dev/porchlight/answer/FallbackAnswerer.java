package dev.porchlight.answer;

import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.FailureCode;
import org.jspecify.annotations.Nullable;

/** What answers where no model does: the owner's own pages, quoted. Safe for use by any thread. */
public interface FallbackAnswerer {

  /**
   * Writes an answer to the listener, where a model is missing by and by, else before it returns.
   *
   * @param because why no model does, or null where none is configured
   * @return false where it has nothing to say and wrote nothing; never so where none is configured
   */
  boolean write(Question question, @Nullable FailureCode because, CompletionListener listener);
}
