package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A subscription in this process; its state is guarded by the answer's lock. */
final class InMemorySubscription implements Subscription {

  private static final byte[] STOPPED_ALONE = EventEncoder.stoppedAlone();

  final InMemoryAnswerLog answer;
  private final String id;
  private final @Nullable Duration ageWhenFound;
  private final Duration grace;
  private final Timers timers;

  @GuardedBy("answer.lock")
  private final Set<InMemoryCursor> readers = new HashSet<>();

  @GuardedBy("answer.lock")
  private boolean holding = true;

  /**
   * The position at which the visitor stopped while the log went on for others; -1 where not so.
   */
  @GuardedBy("answer.lock")
  private long stoppedAlone = -1;

  @GuardedBy("answer.lock")
  private @Nullable Future<?> leaving;

  /** What the visitor thinks of the answer; null where the visitor has not rated it. */
  @GuardedBy("answer.lock")
  private @Nullable Opinion opinion;

  InMemorySubscription(String id, InMemoryAnswerLog answer, Duration grace, Timers timers) {
    this.id = id;
    this.ageWhenFound = answer.age();
    this.answer = answer;
    this.grace = grace;
    this.timers = timers;
  }

  @Override
  public AnswerLog answer() {
    return answer;
  }

  @Override
  public String id() {
    return id;
  }

  /** The event that each of its readers is sent first, from a position on. */
  byte[] opening(long from) {
    return EventEncoder.answer(id, from, ageWhenFound);
  }

  @Override
  public boolean wasFoundClosed() {
    return ageWhenFound != null;
  }

  @Override
  public LogCursor read(long after, Runnable wake) throws PositionBeyondLogException {
    Future<?> wasLeaving;
    InMemoryCursor cursor;
    synchronized (answer.lock) {
      if (after > answer.lastPosition()) {
        throw new PositionBeyondLogException(after, answer.lastPosition());
      }
      long from = Math.min(after, lastToReplay());
      cursor = new InMemoryCursor(this, from, wake);
      wasLeaving = leaving;
      leaving = null;
      holdAgain();
      readers.add(cursor);
      answer.subscribers.add(cursor);
    }
    cancel(wasLeaving);
    return cursor;
  }

  @Override
  public void stop() {
    boolean closedAnswer = false;
    InMemoryCursor[] toWake;
    Future<?> wasLeaving;
    synchronized (answer.lock) {
      wasLeaving = leaving;
      leaving = null;
      toWake = readers.toArray(InMemoryCursor[]::new);
      if (!answer.isClosed() && stoppedAlone < 0) {
        closedAnswer = holding && answer.release(new Ending.Stopped(false));
        holding = false;
        stoppedAlone = closedAnswer ? -1 : answer.lastPosition();
      }
    }
    cancel(wasLeaving);
    if (closedAnswer) {
      answer.announceClosed();
    } else {
      for (InMemoryCursor cursor : toWake) {
        cursor.signal();
      }
    }
  }

  @Override
  public @Nullable Opinion rate(Opinion latest) {
    synchronized (answer.lock) {
      Opinion before = opinion;
      opinion = latest;
      return before;
    }
  }

  /** The newest position of the log that this stream reads now. */
  @GuardedBy("answer.lock")
  long lastToRead() {
    return stoppedAlone >= 0 ? stoppedAlone : answer.lastPosition();
  }

  /** The stream's own end behind a position, or null where it has none there. */
  @GuardedBy("answer.lock")
  @Nullable ByteBuffer endAfter(long position) {
    return stoppedAlone >= 0 && position >= stoppedAlone ? ByteBuffer.wrap(STOPPED_ALONE) : null;
  }

  /** Whether the event that brought a reader to this position was the stream's last. */
  @GuardedBy("answer.lock")
  boolean endsAt(long position) {
    if (stoppedAlone >= 0) {
      return position > stoppedAlone;
    }
    return answer.isComplete() && position >= answer.lastPosition();
  }

  void leave(InMemoryCursor cursor) {
    boolean lastOne;
    synchronized (answer.lock) {
      answer.subscribers.remove(cursor);
      lastOne = readers.remove(cursor) && readers.isEmpty();
    }
    if (lastOne) {
      startLeaving();
    }
  }

  /** The newest position from which there still is an ending to read. */
  @GuardedBy("answer.lock")
  private long lastToReplay() {
    if (stoppedAlone >= 0) {
      return stoppedAlone;
    }
    return answer.isComplete() ? answer.lastPosition() - 1 : answer.lastPosition();
  }

  @GuardedBy("answer.lock")
  private void holdAgain() {
    if (!holding && stoppedAlone < 0) {
      holding = answer.hold();
    }
  }

  private void startLeaving() {
    if (grace.isZero()) {
      leaveForGood();
      return;
    }
    synchronized (answer.lock) {
      if (readers.isEmpty() && leaving == null && holding && !answer.isClosed()) {
        leaving = timers.schedule(this::leaveForGood, grace);
      }
    }
  }

  private void leaveForGood() {
    boolean closedAnswer;
    synchronized (answer.lock) {
      leaving = null;
      if (!readers.isEmpty() || !holding) {
        return;
      }
      holding = false;
      closedAnswer = answer.release(new Ending.Stopped(true));
    }
    if (closedAnswer) {
      answer.announceClosed();
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
