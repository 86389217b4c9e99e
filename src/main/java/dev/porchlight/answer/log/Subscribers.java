package dev.porchlight.answer.log;

import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The readers who follow one answer, signalled at each entry. Safe for use by any thread. */
final class Subscribers {

  private final CopyOnWriteArrayList<InMemoryCursor> readers = new CopyOnWriteArrayList<>();

  /** Copies the log elsewhere; null where nobody does. */
  private volatile @Nullable Runnable follower;

  void follow(@Nullable Runnable wake) {
    follower = wake;
  }

  void add(InMemoryCursor cursor) {
    readers.add(cursor);
  }

  void remove(InMemoryCursor cursor) {
    readers.remove(cursor);
  }

  /** Wakes them all; never under the answer's lock. */
  void signal() {
    signalReaders();
    Runnable wake = follower;
    if (wake != null) {
      wake.run();
    }
  }

  /** Wakes all but who copies the log; never under the answer's lock. */
  void signalReaders() {
    readers.forEach(InMemoryCursor::signal);
  }
}
