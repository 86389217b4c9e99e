package dev.porchlight.llm;

/** Tokens as the upstream counted them. */
public record TokenUsage(long promptTokens, long completionTokens) {}
