package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in an answer: its state is one position. Pulled by one thread at a time;
 * signalled by any, and a signal must only wake whoever pulls.
 */
public final class LogCursor implements AutoCloseable {

  private final Subscription subscription;
  private final Runnable wake;
  private final long from;
  private boolean opened;

  @GuardedBy("subscription.answer.lock")
  private long position;

  @GuardedBy("subscription.answer.lock")
  private boolean over;

  @GuardedBy("subscription.answer.lock")
  private @Nullable QueuePosition shown;

  LogCursor(Subscription subscription, long position, Runnable wake) {
    this.subscription = subscription;
    this.position = position;
    this.from = position;
    this.wake = wake;
  }

  /**
   * The next event.
   *
   * @return its bytes, which must not be changed, or null where there is none now
   */
  public byte @Nullable [] next() {
    if (!opened) {
      opened = true;
      return subscription.opening(from);
    }
    QueuePosition queued;
    synchronized (subscription.answer.lock) {
      if (over) {
        return null;
      }
      byte[] entry = subscription.entryAfter(position);
      if (entry != null) {
        position++;
        over = subscription.endsAt(position);
        return entry;
      }
      queued = newlyQueued();
    }
    return queued == null ? null : EventEncoder.queued(queued);
  }

  @GuardedBy("subscription.answer.lock")
  private @Nullable QueuePosition newlyQueued() {
    QueuePosition queued = subscription.answer.queued();
    if (queued == null || queued.equals(shown)) {
      return null;
    }
    shown = queued;
    return queued;
  }

  /** Whether the last event has been taken. */
  public boolean isOver() {
    synchronized (subscription.answer.lock) {
      return over;
    }
  }

  /** Leaves; the last reader of a stream to leave starts its grace. */
  @Override
  public void close() {
    subscription.leave(this);
  }

  void signal() {
    wake.run();
  }
}
