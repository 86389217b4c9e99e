package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** A cursor in this process, guarded by the answer's lock. */
final class InMemoryCursor implements LogCursor {

  private final InMemorySubscription subscription;
  private final Runnable wake;
  private final long from;
  private boolean opened;

  @GuardedBy("subscription.answer.lock")
  private long position;

  @GuardedBy("subscription.answer.lock")
  private boolean over;

  @GuardedBy("subscription.answer.lock")
  private @Nullable QueuePosition shown;

  InMemoryCursor(InMemorySubscription subscription, long position, Runnable wake) {
    this.subscription = subscription;
    this.position = position;
    this.from = position;
    this.wake = wake;
  }

  @Override
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

  @Override
  public boolean isOver() {
    synchronized (subscription.answer.lock) {
      return over;
    }
  }

  @Override
  public void close() {
    subscription.leave(this);
  }

  void signal() {
    wake.run();
  }
}
