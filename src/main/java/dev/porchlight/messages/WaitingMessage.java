package dev.porchlight.messages;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is kept because it is not delivered yet.
 *
 * @param attempts how often its delivery failed
 * @param nextAttempt when it is tried next
 * @param lastCause why it failed last, or null where it has not been tried
 */
public record WaitingMessage(
    VisitorMessage message, int attempts, Instant nextAttempt, @Nullable String lastCause) {}
