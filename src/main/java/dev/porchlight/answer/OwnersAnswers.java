package dev.porchlight.answer;

import dev.porchlight.llm.CompletionListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answers that the owner wrote in advance. Safe for use by any thread. */
@FunctionalInterface
public interface OwnersAnswers {

  /**
   * The owner's answer to a first question.
   *
   * @return writes it to a listener before it returns; null where the owner gave none
   */
  @Nullable Consumer<CompletionListener> to(Question question);
}
