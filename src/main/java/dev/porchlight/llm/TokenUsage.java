package dev.porchlight.llm;

/**
 * Tokens as the upstream counted them.
 *
 * @param promptTokens of the request, 0 or more
 * @param completionTokens of the answer and of the reasoning before it, 0 or more
 */
public record TokenUsage(long promptTokens, long completionTokens) {}
