package dev.porchlight.answer.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.Holders.Released;
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
  private static final Ending.Stopped STOPPED = new Ending.Stopped(false);
  private static final Ending.Stopped LEFT = new Ending.Stopped(true);

  final InMemoryAnswerLog answer;
  private final String id;
  private final @Nullable Duration ageWhenFound;
  private final Duration grace;
  private final Timers timers;

  @GuardedBy("answer.lock")
  private final Set<InMemoryCursor> readers = new HashSet<>();

  @GuardedBy("answer.lock")
  private boolean holding;

  /** Whether the visitor stopped it while the log was open. */
  @GuardedBy("answer.lock")
  private boolean stopped;

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
    this.holding = true;
  }

  /** A stream that another machine opened, which holds nothing yet. */
  InMemorySubscription(
      OpenedStream opened, InMemoryAnswerLog answer, Duration grace, Timers timers) {
    this.id = opened.id();
    this.ageWhenFound = opened.ageWhenOpened();
    this.answer = answer;
    this.grace = grace;
    this.timers = timers;
    stopAt(opened.stoppedAt());
  }

  /** Where the log ended with it, it reads the log's own end. */
  private void stopAt(long position) {
    synchronized (answer.lock) {
      long last = answer.lastPosition();
      stopped = position >= 0 && !(answer.isComplete() && last <= position + 1);
      stoppedAlone = stopped ? Math.min(position, last) : -1;
    }
  }

  @Override
  public @Nullable Duration ageWhenFound() {
    return ageWhenFound;
  }

  @Override
  public boolean isGone() {
    return answer.isGone();
  }

  @Override
  public long position() {
    synchronized (answer.lock) {
      return answer.lastPosition();
    }
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
  public LogCursor read(long after, Runnable wake) throws PositionBeyondLogException {
    Future<?> wasLeaving;
    InMemoryCursor cursor;
    synchronized (answer.lock) {
      if (after > answer.lastThatAnyHasRead()) {
        throw new PositionBeyondLogException(after, answer.lastPosition());
      }
      long from = start(after);
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
    Released released = Released.STAYS;
    Future<?> wasLeaving;
    synchronized (answer.lock) {
      wasLeaving = leaving;
      leaving = null;
      if (!answer.isClosed() && !stopped) {
        stopped = true;
        released = holding ? answer.release(STOPPED) : Released.STAYS;
        holding = false;
      }
      if (released == Released.STAYS) {
        stopAlone();
      }
    }
    cancel(wasLeaving);
    switch (released) {
      case STAYS -> wakeReaders();
      case UNHELD -> answer.announceClosed();
      case PERHAPS_HELD_ELSEWHERE -> askElsewhere();
    }
  }

  private void askElsewhere() {
    var unused =
        answer
            .askElsewhere(STOPPED)
            .thenAccept(
                goesOn -> {
                  if (goesOn) {
                    synchronized (answer.lock) {
                      stopAlone();
                    }
                    wakeReaders();
                  }
                });
  }

  /** Ends the stream where it is, and the log goes on for others. */
  @GuardedBy("answer.lock")
  private void stopAlone() {
    if (stopped && stoppedAlone < 0 && !answer.isClosed()) {
      stoppedAlone = answer.lastPosition();
    }
  }

  private void wakeReaders() {
    InMemoryCursor[] toWake;
    synchronized (answer.lock) {
      toWake = readers.toArray(InMemoryCursor[]::new);
    }
    for (InMemoryCursor cursor : toWake) {
      cursor.signal();
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

  /** Where a reader begins who has what stands up to a position, or up to one that is to come. */
  @GuardedBy("answer.lock")
  long start(long after) {
    boolean hasEnd = stoppedAlone >= 0 || answer.isComplete();
    return hasEnd ? Math.min(after, lastToReplay()) : after;
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
    if (!holding && !stopped) {
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
    Released released;
    synchronized (answer.lock) {
      leaving = null;
      if (!readers.isEmpty() || !holding) {
        return;
      }
      holding = false;
      released = answer.release(LEFT);
    }
    if (released == Released.UNHELD) {
      answer.announceClosed();
    } else if (released == Released.PERHAPS_HELD_ELSEWHERE) {
      var unused = answer.askElsewhere(LEFT);
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
