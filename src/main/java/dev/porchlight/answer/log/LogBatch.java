package dev.porchlight.answer.log;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a log, one behind the other, and what is known of the answer with them.
 *
 * @param entries the bytes of each, which must not be changed
 * @param cited the numbers of the sources that the text cites so far
 * @param queued where it waits, or null where it does not
 * @param queuedVersion higher for a newer position in the queue
 * @param ending how it closed, where the last of the entries is that of the log
 * @param reusable whether it may be given to others who ask the same
 */
public record LogBatch(
    List<ByteBuffer> entries,
    List<Integer> cited,
    @Nullable QueuePosition queued,
    long queuedVersion,
    @Nullable Ending ending,
    boolean reusable) {}
