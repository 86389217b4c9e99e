package dev.porchlight.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What the owner allows each visitor; null switches a limit off, and 0 allows none.
 *
 * @param questionsPerMinute questions that call for a new answer
 * @param questionsPerDay the same, in 24 hours
 * @param streams answers that a model writes at once, from the question until the last call for it
 *     has ended
 * @param openStreams answers read at once, new ones, joined ones and resumed ones
 * @param connections connections that are open; null also behind a proxy, which has all of them
 * @param tokensPerDay what the models may use for the visitor's answers in 24 hours
 * @param messagesPerDay messages to the owner, in 24 hours
 */
public record RateLimitConfig(
    @Nullable Integer questionsPerMinute,
    @Nullable Integer questionsPerDay,
    @Nullable Integer streams,
    @Nullable Integer openStreams,
    @Nullable Integer connections,
    @Nullable Integer tokensPerDay,
    @Nullable Integer messagesPerDay) {}
