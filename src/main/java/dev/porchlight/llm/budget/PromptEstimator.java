package dev.porchlight.llm.budget;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;

/**
 * Estimates the tokens of prompts as {@link TokenEstimator} does, but of a system prompt that is
 * sent again, the same object, only once. Safe for use by any thread.
 */
public final class PromptEstimator {

  /** By identity: to compare two long texts costs about as much as to estimate one. */
  private final LoadingCache<String, Long> systemPrompts =
      Caffeine.newBuilder().weakKeys().build(TokenEstimator::of);

  public long tokensOf(Prompt prompt) {
    long tokens = 0;
    for (Message message : prompt.turns()) {
      boolean isSystem = message.role() == Message.Role.SYSTEM;
      tokens += TokenEstimator.PER_TURN;
      tokens +=
          isSystem ? systemPrompts.get(message.content()) : TokenEstimator.of(message.content());
    }
    return tokens;
  }
}
