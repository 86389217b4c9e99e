package dev.porchlight.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What the owner allows each visitor; null switches a limit off, and 0 allows none.
 *
 * @param questionsPerMinute questions that call for a new answer
 * @param questionsPerDay the same, in 24 hours
 * @param streams answers read at once
 */
public record RateLimitConfig(
    @Nullable Integer questionsPerMinute,
    @Nullable Integer questionsPerDay,
    @Nullable Integer streams) {}
