package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A cursor in this process, guarded by the answer's lock. */
final class InMemoryCursor implements LogCursor {

  /** What a reader is handed at once: a socket seldom takes more. */
  private static final int MOST_BYTES_AT_ONCE = 32 * 1024;

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
  public @Nullable ByteBuffer next() {
    if (!opened) {
      opened = true;
      return openingWith(nextEntries());
    }
    ByteBuffer entries = nextEntries();
    return entries == null ? nextQueued() : entries;
  }

  /** The opening event and, in one piece with it, what the log has already. */
  private ByteBuffer openingWith(@Nullable ByteBuffer entries) {
    byte[] opening = subscription.opening(from);
    if (entries == null) {
      return ByteBuffer.wrap(opening);
    }
    return ByteBuffer.allocate(opening.length + entries.remaining())
        .put(opening)
        .put(entries)
        .flip();
  }

  private @Nullable ByteBuffer nextEntries() {
    synchronized (subscription.answer.lock) {
      if (over) {
        return null;
      }
      if (subscription.answer.isGone()) {
        throw new LogGoneException();
      }
      long last = subscription.lastToRead();
      ByteBuffer next;
      position = subscription.start(position);
      if (position < last) {
        long reached = subscription.answer.entries.reach(position, last, MOST_BYTES_AT_ONCE);
        next = subscription.answer.entries.slice(position, reached);
        position = reached;
      } else {
        next = subscription.endAfter(position);
        position += next == null ? 0 : 1;
      }
      over = next != null && subscription.endsAt(position);
      return next;
    }
  }

  private @Nullable ByteBuffer nextQueued() {
    QueuePosition queued;
    synchronized (subscription.answer.lock) {
      queued = over ? null : newlyQueued();
    }
    return queued == null ? null : ByteBuffer.wrap(EventEncoder.queued(queued));
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
