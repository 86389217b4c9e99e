package dev.porchlight.answer.log;

import java.util.concurrent.CopyOnWriteArrayList;

/** The readers who follow one answer, signalled at each entry. Safe for use by any thread. */
final class Subscribers {

  private final CopyOnWriteArrayList<InMemoryCursor> readers = new CopyOnWriteArrayList<>();

  void add(InMemoryCursor cursor) {
    readers.add(cursor);
  }

  void remove(InMemoryCursor cursor) {
    readers.remove(cursor);
  }

  /** Wakes them all; never under the answer's lock. */
  void signal() {
    readers.forEach(InMemoryCursor::signal);
  }
}
