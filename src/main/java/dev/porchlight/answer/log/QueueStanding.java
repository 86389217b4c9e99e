package dev.porchlight.answer.log;

import org.jspecify.annotations.Nullable;

/**
 * Where an answer waits: a passing state, which no log keeps, and which is over with the first
 * entry. Guarded by the log's lock.
 */
final class QueueStanding {

  private @Nullable QueuePosition position;
  private long version;

  /** Takes a position, null where it waits no more; tells whether none was newer. */
  boolean move(@Nullable QueuePosition to, long newVersion) {
    if (newVersion < version) {
      return false;
    }
    position = to;
    version = newVersion;
    return true;
  }

  @Nullable QueuePosition position() {
    return position;
  }

  long version() {
    return version;
  }
}
