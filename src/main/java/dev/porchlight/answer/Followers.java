package dev.porchlight.answer;

import java.util.concurrent.CopyOnWriteArrayList;

/** The readers who follow one answer, signalled at each entry. Safe for use by any thread. */
final class Followers {

  private final CopyOnWriteArrayList<AnswerReader> readers = new CopyOnWriteArrayList<>();

  void add(AnswerReader reader) {
    readers.add(reader);
  }

  void remove(AnswerReader reader) {
    readers.remove(reader);
  }

  /** Wakes them all; never under the answer's lock. */
  void signal() {
    readers.forEach(AnswerReader::signal);
  }
}
