/**
 * The OpenAI-compatible client: one call from request to outcome, in the dialects of its providers.
 *
 * <p>{@link dev.porchlight.llm.openai.CompletionCall} is one call; {@link
 * dev.porchlight.llm.openai.CompletionDecoder} turns the bytes of a response into text and an
 * outcome; {@link dev.porchlight.llm.openai.ErrorClassifier} says what a provider's error means.
 * Start reading at {@link dev.porchlight.llm.openai.OpenAiChatModel}.
 */
@NullMarked
package dev.porchlight.llm.openai;

import org.jspecify.annotations.NullMarked;
