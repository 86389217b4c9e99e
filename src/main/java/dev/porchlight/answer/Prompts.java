package dev.porchlight.answer;

import dev.porchlight.model.Prompt;

/**
 * Makes of a visitor's question what the model is asked: the owner's words, the passages that fit,
 * the conversation.
 */
@FunctionalInterface
public interface Prompts {

  Prompt promptFor(Question question);
}
