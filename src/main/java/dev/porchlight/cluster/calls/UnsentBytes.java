package dev.porchlight.cluster.calls;

import java.util.concurrent.atomic.AtomicLong;

/** How much of a worker's calls waits to be sent, which has a bound. Safe for use by any thread. */
final class UnsentBytes {

  static final long MOST = 8 << 20;

  private final AtomicLong bytes = new AtomicLong();

  /** Whether there is room for so many more, which then count. */
  boolean take(int more) {
    boolean isRoom = bytes.addAndGet(more) <= MOST;
    if (!isRoom) {
      bytes.addAndGet(-more);
    }
    return isRoom;
  }

  /** Counts more where there may be no room. */
  void add(int more) {
    bytes.addAndGet(more);
  }

  void giveBack(long sent) {
    bytes.addAndGet(-sent);
  }
}
