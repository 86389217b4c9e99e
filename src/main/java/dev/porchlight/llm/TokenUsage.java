package dev.porchlight.llm;

/**
 * Tokens as the upstream counted them.
 *
 * @param promptTokens of the request, 0 or more
 * @param completionTokens of the answer and of the reasoning before it, 0 or more
 * @param cachedTokens those of the prompt that the provider had in its prompt cache, 0 or more
 */
public record TokenUsage(long promptTokens, long completionTokens, long cachedTokens) {

  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  /** What was read and what was written, together. */
  public long total() {
    return promptTokens + completionTokens;
  }

  /** The sum of both. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        cachedTokens + other.cachedTokens);
  }

  /** A usage of which nothing is known to be cached. */
  public TokenUsage(long promptTokens, long completionTokens) {
    this(promptTokens, completionTokens, 0);
  }
}
