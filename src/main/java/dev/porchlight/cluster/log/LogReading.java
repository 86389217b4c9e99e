package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.QueuePosition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look at an answer in Redis shows.
 *
 * @param last the position of the newest entry that was published
 * @param home the machine that writes it
 * @param ending how it closed, or null where it is open
 * @param reusable whether it may be given to others who ask the same
 * @param age how long ago it closed
 * @param queued where it waits, or null where it does not
 * @param queuedVersion higher for a newer position in the queue
 * @param admitted whether its first visitor was let in
 * @param held whether this machine holds it
 * @param cited the numbers of the sources that the text cites so far
 * @param isWhole false where an entry is missing behind the position that was asked for
 * @param entries those behind that position, perhaps not all
 */
record LogReading(
    long last,
    String home,
    @Nullable Ending ending,
    boolean reusable,
    Duration age,
    @Nullable QueuePosition queued,
    long queuedVersion,
    boolean admitted,
    boolean held,
    List<Integer> cited,
    boolean isWhole,
    List<byte[]> entries) {}
