package dev.porchlight.answer.log;

import dev.porchlight.concurrent.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Follows a log of this process to copy it elsewhere, by a position of its own, and holds nothing.
 * Nobody here reads the ending before it is released: by then it is known elsewhere, or is not
 * waited for. Safe for use by any thread.
 */
public final class LogFollower {

  private final InMemoryAnswerLog log;

  private LogFollower(InMemoryAnswerLog log) {
    this.log = log;
  }

  /**
   * Follows a log, one follower at a time.
   *
   * @param wake called on any thread when there may be more; must not block
   */
  public static LogFollower of(AnswerLog log, HoldersElsewhere elsewhere, Runnable wake) {
    InMemoryAnswerLog ours = (InMemoryAnswerLog) log;
    ours.share(elsewhere);
    synchronized (ours.lock) {
      ours.entries.withholdEnding();
    }
    ours.subscribers.follow(wake);
    return new LogFollower(ours);
  }

  /** The log that it follows. */
  public AnswerLog log() {
    return log;
  }

  /**
   * The entries after a position, as far as they fit.
   *
   * @param mostBytes what they may weigh, but for a single one that is larger
   */
  public LogBatch after(long position, int mostBytes) {
    synchronized (log.lock) {
      LogEntries entries = log.entries;
      List<ByteBuffer> next = entries.toCopy(position, mostBytes);
      boolean isWhole = entries.isComplete() && position + next.size() == entries.lastToCopy();
      return new LogBatch(
          next,
          log.sources.numbers(),
          log.queued(),
          log.standing.version(),
          isWhole ? log.ending : null,
          log.isReusable());
    }
  }

  /** A visitor's stream that another machine opened. It holds the answer once it is read. */
  public Subscription reopen(OpenedStream stream, Duration grace, Timers timers) {
    return new InMemorySubscription(stream, log, grace, timers);
  }

  /** The position of the newest entry that {@link #after} gives. */
  public long lastPosition() {
    synchronized (log.lock) {
      return log.entries.lastToCopy();
    }
  }

  /** Whether anybody here may have read any of it. */
  public boolean isShown() {
    return log.lastPosition() > 0;
  }

  /**
   * Lets nobody here read anything before {@link #release}, where nothing was written yet. Until
   * then, how it begins comes together with the first of its text.
   */
  public void withhold() {
    synchronized (log.lock) {
      log.entries.withhold();
    }
  }

  /** Lets whoever is here read what is written, but for the ending. */
  public void release() {
    release(LogEntries::release);
  }

  /** Lets whoever is here read all, the ending too. */
  public void releaseAll() {
    release(LogEntries::releaseAll);
  }

  private void release(Consumer<LogEntries> how) {
    boolean isMore;
    synchronized (log.lock) {
      long before = log.entries.count();
      how.accept(log.entries);
      isMore = log.entries.count() > before;
    }
    if (isMore) {
      log.subscribers.signalReaders();
    }
  }

  /**
   * What comes next is on another machine: whoever has not read the ending here hears so, and reads
   * on from there.
   */
  public void vanish() {
    log.vanish();
  }

  /** Whether a stream of this process holds the answer. */
  public boolean isHeld() {
    return log.isHeld();
  }

  /**
   * Closes the answer, unless a stream of this process holds it.
   *
   * @return whether it is closed
   */
  public boolean closeUnlessHeld(Ending.Stopped with) {
    synchronized (log.lock) {
      if (log.holders.isHeldHere()) {
        return false;
      }
      if (log.ending != null) {
        return true;
      }
      log.end(with);
    }
    log.announceClosed();
    return true;
  }

  /**
   * Closes the answer.
   *
   * @return false where it was closed before
   */
  public boolean close(Ending with) {
    return log.closeOnce(with);
  }

  /** Follows no more, and withholds nothing. */
  public void close() {
    log.subscribers.follow(null);
    releaseAll();
  }
}
