package dev.porchlight.answer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in an answer: its state is one position. Pulled by one thread at a time;
 * signalled by any, and a signal must only wake whoever pulls.
 */
public final class AnswerReader implements AutoCloseable {

  private final AnswerStream stream;
  private final Runnable wake;
  private byte @Nullable [] opening;

  @GuardedBy("stream.answer.lock")
  private long position;

  @GuardedBy("stream.answer.lock")
  private boolean over;

  @GuardedBy("stream.answer.lock")
  private @Nullable Queued shown;

  AnswerReader(AnswerStream stream, long position, byte[] opening, Runnable wake) {
    this.stream = stream;
    this.position = position;
    this.opening = opening;
    this.wake = wake;
  }

  /**
   * The next event.
   *
   * @return its bytes, which must not be changed, or null where there is none now
   */
  public byte @Nullable [] next() {
    byte[] first = opening;
    if (first != null) {
      opening = null;
      return first;
    }
    synchronized (stream.answer.lock) {
      if (over) {
        return null;
      }
      byte[] entry = stream.entryAfter(position);
      if (entry == null) {
        return newlyQueued();
      }
      position++;
      over = stream.endsAt(position);
      return entry;
    }
  }

  @GuardedBy("stream.answer.lock")
  private byte @Nullable [] newlyQueued() {
    Queued queued = stream.answer.queued();
    if (queued == null || queued.equals(shown)) {
      return null;
    }
    shown = queued;
    return AnswerEvents.queued(queued);
  }

  /** Whether the last event has been taken. */
  public boolean isOver() {
    synchronized (stream.answer.lock) {
      return over;
    }
  }

  /** Leaves; the last reader of a stream to leave starts its grace. */
  @Override
  public void close() {
    stream.leave(this);
  }

  void signal() {
    wake.run();
  }
}
