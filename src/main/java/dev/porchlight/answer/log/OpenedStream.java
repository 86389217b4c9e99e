package dev.porchlight.answer.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream wherever it is read.
 *
 * @param ageWhenOpened how old its answer was, or null where that was not yet closed
 * @param stoppedAt the position at which its visitor stopped it, or -1
 */
public record OpenedStream(String id, @Nullable Duration ageWhenOpened, long stoppedAt) {}
