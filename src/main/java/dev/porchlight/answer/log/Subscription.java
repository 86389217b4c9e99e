package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's reading of one answer, known by an id that cannot be guessed; several tabs may read
 * it. Safe for use by any thread; its state is guarded by the answer's lock.
 *
 * <p>It holds its answer while somebody reads, and for a grace after the last one left. A visitor
 * who comes back after that takes hold again where the answer still allows it, and else reads the
 * log as it closed.
 */
public final class Subscription {

  private static final byte[] STOPPED_ALONE = EventEncoder.stoppedAlone();

  final AnswerLog answer;
  private final String id;
  private final @Nullable Duration ageWhenFound;
  private final Duration grace;
  private final Timers timers;

  @GuardedBy("answer.lock")
  private final Set<LogCursor> readers = new HashSet<>();

  @GuardedBy("answer.lock")
  private boolean holding = true;

  /**
   * The position at which the visitor stopped while the log went on for others; -1 where not so.
   */
  @GuardedBy("answer.lock")
  private long stoppedAlone = -1;

  @GuardedBy("answer.lock")
  private @Nullable Future<?> leaving;

  /** Whether the visitor found the answer helpful; null where the visitor has not rated it. */
  @GuardedBy("answer.lock")
  private @Nullable Boolean helpful;

  private Subscription(String id, AnswerLog answer, Duration grace, Timers timers) {
    this.id = id;
    this.ageWhenFound = answer.age();
    this.answer = answer;
    this.grace = grace;
    this.timers = timers;
  }

  /**
   * Attaches a new stream. Its grace runs only once a reader has come and left again.
   *
   * @return null where the answer takes no new stream
   */
  public static @Nullable Subscription attach(
      String id, AnswerLog answer, Duration grace, Timers timers) {
    synchronized (answer.lock) {
      return answer.hold() ? new Subscription(id, answer, grace, timers) : null;
    }
  }

  /** The log that it reads. */
  public AnswerLog answer() {
    return answer;
  }

  public String id() {
    return id;
  }

  /** The event that each of its readers is sent first, from a position on. */
  byte[] opening(long from) {
    return EventEncoder.answer(id, from, ageWhenFound);
  }

  /** Whether its answer had been closed before it came. */
  public boolean wasFoundClosed() {
    return ageWhenFound != null;
  }

  /**
   * Opens the stream for one connection.
   *
   * @param after the position of the last event that the visitor has; 0 for none
   * @param wake called on any thread when there may be more to take; must not block
   * @throws PositionBeyondLogException where the log has no such position
   */
  public LogCursor read(long after, Runnable wake) throws PositionBeyondLogException {
    Future<?> wasLeaving;
    LogCursor cursor;
    synchronized (answer.lock) {
      if (after > answer.lastPosition()) {
        throw new PositionBeyondLogException(after, answer.lastPosition());
      }
      long from = Math.min(after, lastToReplay());
      cursor = new LogCursor(this, from, wake);
      wasLeaving = leaving;
      leaving = null;
      holdAgain();
      readers.add(cursor);
      answer.subscribers.add(cursor);
    }
    cancel(wasLeaving);
    return cursor;
  }

  /**
   * Takes the stream away by its visitor's wish. Where no other stream holds the answer, that ends
   * it.
   */
  public void stop() {
    boolean closedAnswer = false;
    LogCursor[] toWake;
    Future<?> wasLeaving;
    synchronized (answer.lock) {
      wasLeaving = leaving;
      leaving = null;
      toWake = readers.toArray(LogCursor[]::new);
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
      for (LogCursor cursor : toWake) {
        cursor.signal();
      }
    }
  }

  /** Keeps the visitor's opinion, and gives the one before it. */
  @Nullable
  public Boolean rate(boolean isHelpful) {
    synchronized (answer.lock) {
      Boolean before = helpful;
      helpful = isHelpful;
      return before;
    }
  }

  /** The event after a position as this stream has it: the log's, or its own end. */
  @GuardedBy("answer.lock")
  byte @Nullable [] entryAfter(long position) {
    if (stoppedAlone >= 0 && position >= stoppedAlone) {
      return STOPPED_ALONE;
    }
    return answer.entryAfter(position);
  }

  /** Whether the event that brought a reader to this position was the stream's last. */
  @GuardedBy("answer.lock")
  boolean endsAt(long position) {
    if (stoppedAlone >= 0) {
      return position > stoppedAlone;
    }
    return answer.isComplete() && position >= answer.lastPosition();
  }

  void leave(LogCursor cursor) {
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
