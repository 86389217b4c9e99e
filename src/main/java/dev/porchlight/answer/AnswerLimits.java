package dev.porchlight.answer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What bounds an answer.
 *
 * @param maxBytes the weight of one answer's log
 * @param maxDuration how long the model may write one, or null for any time
 * @param resumeGrace how long an answer waits for its last reader to come back
 */
public record AnswerLimits(long maxBytes, @Nullable Duration maxDuration, Duration resumeGrace) {}
