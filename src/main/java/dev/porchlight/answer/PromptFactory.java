package dev.porchlight.answer;

import dev.porchlight.llm.Prompt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a visitor's question what the model is asked: the owner's words, the passages that fit,
 * the conversation. Safe for use by any thread.
 */
@FunctionalInterface
public interface PromptFactory {

  Draft draft(Question question);

  /** A prompt to be. Used by one thread at a time. */
  interface Draft {

    /**
     * The owner's page without which the prompt would be another, or null where it is the same
     * wherever the question is asked.
     */
    @Nullable String page();

    /** What the answer depends on beside the question and the page: the content and the model. */
    String fingerprint();

    /** The prompt, which what it searches may keep waiting for a moment. Asked for once. */
    CompletionStage<Prompt> prompt();
  }
}
