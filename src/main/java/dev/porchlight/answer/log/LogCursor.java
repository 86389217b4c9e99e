package dev.porchlight.answer.log;

import org.jspecify.annotations.Nullable;

/**
 * One connection's place in an answer: its state is one position. Used by one thread at a time; a
 * signal only wakes that thread.
 */
public interface LogCursor extends AutoCloseable {

  /**
   * The next event.
   *
   * @return its bytes, which must not be changed, or null where there is none now
   */
  byte @Nullable [] next();

  /** Whether the last event has been taken. */
  boolean isOver();

  /** Leaves; the last reader of a subscription to leave starts its grace. */
  @Override
  void close();
}
