package dev.porchlight.answer.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the answers.
 *
 * @param maxBytes the weight of one answer's log
 * @param maxDuration how long one may take from its first call on, or null for any time
 * @param resumeGrace how long an answer waits for its last reader to come back
 * @param callsAtOnce how many may be written by upstreams at once
 * @param queueLength how many more may wait for that
 * @param maxCacheBytes what the answers to common questions may weigh together
 * @param cacheFor how long such an answer is given again
 */
public record AnswerLimits(
    long maxBytes,
    @Nullable Duration maxDuration,
    Duration resumeGrace,
    int callsAtOnce,
    int queueLength,
    long maxCacheBytes,
    Duration cacheFor) {}
