package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;

/**
 * A log whose entries come from another machine, which writes it. Its readers may have read there
 * what has not come here yet, and its end may be lost with that machine.
 */
final class CopiedAnswerLog extends InMemoryAnswerLog {

  /** More than is written before it is known to other machines. */
  private static final int MOST_AHEAD = 10_000;

  /** What the other machine says of it, once it closed. */
  @GuardedBy("lock")
  private boolean reusable;

  CopiedAnswerLog(Ticker ticker) {
    super(Long.MAX_VALUE, ticker);
  }

  /** Appends entries as the other machine has them. */
  void copy(List<byte[]> copied) {
    synchronized (lock) {
      if (ending != null) {
        return;
      }
      copied.forEach(entries::append);
    }
    subscribers.signal();
  }

  /**
   * Closes as the other machine's log did.
   *
   * @param age how long ago it closed
   */
  void close(Ending with, boolean isReusable, byte[] lastEntry, Duration age) {
    synchronized (lock) {
      if (ending != null) {
        return;
      }
      end(with);
      closedNanos -= age.toNanos();
      reusable = isReusable;
      entries.holdBack(lastEntry);
    }
    showClosed(with);
  }

  @Override
  @GuardedBy("lock")
  long lastThatAnyHasRead() {
    return entries.count() + MOST_AHEAD;
  }

  @Override
  @GuardedBy("lock")
  boolean isReusable() {
    return reusable;
  }
}
