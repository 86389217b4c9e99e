package dev.porchlight.answer.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in an answer: its state is one position. Used by one thread at a time; a
 * signal only wakes that thread.
 */
public interface LogCursor extends AutoCloseable {

  /**
   * The next events: one, or all that there are now, up to some ten thousand bytes.
   *
   * @return the bytes of whole events, which must not be changed, or null where there is none now
   */
  @Nullable ByteBuffer next();

  /** Whether the last event has been taken. */
  boolean isOver();

  /** Leaves; the last reader of a subscription to leave starts its grace. */
  @Override
  void close();
}
