package dev.porchlight.model;

/** Tokens as the upstream counted them. */
public record Usage(long promptTokens, long completionTokens) {}
