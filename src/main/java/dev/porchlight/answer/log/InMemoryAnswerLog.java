package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of an answer in this process. Its lock also guards the subscriptions that hold it, so
 * that attaching one and finding that none is left are one step each; no callback runs under it.
 */
class InMemoryAnswerLog implements AnswerLog {

  private static final Logger log = LoggerFactory.getLogger(AnswerLog.class);

  /** What a reader is handed at once: a socket seldom takes more. */
  private static final int MOST_BYTES_AT_ONCE = 32 * 1024;

  final Object lock = new Object();

  private final long maxBytes;
  private final Ticker ticker;
  private final CompletableFuture<AnswerStart> begun = new CompletableFuture<>();
  final CompletableFuture<Ending> closed = new CompletableFuture<>();

  @GuardedBy("lock")
  final LogEntries entries = new LogEntries();

  @GuardedBy("lock")
  private CitationTracker citations = new CitationTracker(0);

  @GuardedBy("lock")
  private @Nullable AnswerStart begin;

  /**
   * Where it waits; a passing state, which no log keeps, and which is over with the first entry.
   */
  @GuardedBy("lock")
  private @Nullable QueuePosition queued;

  @GuardedBy("lock")
  private long queuedVersion;

  @GuardedBy("lock")
  @Nullable Ending ending;

  @GuardedBy("lock")
  long closedNanos;

  /** Whether what comes next can't be read here. */
  @GuardedBy("lock")
  boolean lost;

  @GuardedBy("lock")
  private int holders;

  /** Null where the streams of this process alone hold it. */
  @GuardedBy("lock")
  private @Nullable HoldersElsewhere elsewhere;

  /** Whoever follows it, in all streams. */
  final Subscribers subscribers = new Subscribers();

  /**
   * @param maxBytes what the entries before the ending may weigh: their bytes and {@link
   *     LogEntries#OVERHEAD_BYTES} for each
   */
  InMemoryAnswerLog(long maxBytes, Ticker ticker) {
    this.maxBytes = maxBytes;
    this.ticker = ticker;
  }

  @Override
  public void begin(AnswerStart with) {
    EventEncoder.Unplaced event = EventEncoder.begin(with);
    synchronized (lock) {
      if (ending != null) {
        return;
      }
      citations = new CitationTracker(with.sources().size());
      begin = with;
      entries.append(event);
    }
    begun.complete(with);
    subscribers.signal();
  }

  @Override
  public CompletionStage<AnswerStart> begun() {
    return begun;
  }

  @Override
  public void chunk(String text) {
    boolean isTooLong;
    synchronized (lock) {
      if (ending != null) {
        return;
      }
      isTooLong = !entries.appendChunk(text, maxBytes);
      if (isTooLong) {
        end(new Ending.CutOff(Reason.ANSWER_LIMIT));
      } else {
        citations.read(text);
      }
    }
    if (isTooLong) {
      announceClosed();
    } else {
      subscribers.signal();
    }
  }

  @Override
  public void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.error("an answer could not be written", e);
      close(new Ending.Failed(FailureCode.INTERNAL_ERROR, null));
    }
  }

  @Override
  public @Nullable Subscription attach(String id, Duration grace, Timers timers) {
    synchronized (lock) {
      return hold() ? new InMemorySubscription(id, this, grace, timers) : null;
    }
  }

  @Override
  public void close(Ending with) {
    var unused = closeOnce(with);
  }

  /** Tells whether nothing closed it before. */
  boolean closeOnce(Ending with) {
    synchronized (lock) {
      if (ending != null) {
        return false;
      }
      end(with);
    }
    announceClosed();
    return true;
  }

  @Override
  public CompletionStage<Ending> closed() {
    return closed.minimalCompletionStage();
  }

  @Override
  public void whenClosed(Runnable task) {
    var unused = closed.thenRun(() -> FaultIsolation.run("What an answer's end calls for", task));
  }

  @Override
  public void queued(@Nullable QueuePosition position, long version) {
    synchronized (lock) {
      if (!entries.isEmpty() || ending != null || version < queuedVersion) {
        return;
      }
      queued = position;
      queuedVersion = version;
    }
    subscribers.signal();
  }

  /** Where it waits now, or null where it does not. */
  @GuardedBy("lock")
  @Nullable QueuePosition queued() {
    return entries.isEmpty() ? queued : null;
  }

  @Override
  public boolean isBegun() {
    synchronized (lock) {
      return begin != null;
    }
  }

  @Override
  public boolean isClosed() {
    synchronized (lock) {
      return ending != null;
    }
  }

  /** Whether its last entry can be read. */
  boolean isComplete() {
    synchronized (lock) {
      return entries.isComplete() && entries.count() == entries.written();
    }
  }

  /** How long ago it closed, or null where it is open. */
  @Nullable Duration age() {
    synchronized (lock) {
      return ending == null ? null : Duration.ofNanos(ticker.read() - closedNanos);
    }
  }

  @Override
  public long bytes() {
    synchronized (lock) {
      return entries.bytes();
    }
  }

  /** The position of the newest entry that can be read; 0 where there is none. */
  long lastPosition() {
    synchronized (lock) {
      return entries.count();
    }
  }

  /** Lets nobody here read anything, where nothing was written yet. */
  void withhold() {
    synchronized (lock) {
      entries.withhold();
    }
  }

  /** Lets nobody here read the ending; all that is written before it can be read. */
  void withholdEnding() {
    synchronized (lock) {
      entries.withholdEnding();
    }
  }

  /** Lets whoever is here read all but an ending that is withheld. */
  void release() {
    release(LogEntries::release);
  }

  /** Lets whoever is here read all. */
  void releaseAll() {
    release(LogEntries::releaseAll);
  }

  private void release(Consumer<LogEntries> how) {
    boolean isMore;
    synchronized (lock) {
      long before = entries.count();
      how.accept(entries);
      isMore = entries.count() > before;
    }
    if (isMore) {
      subscribers.signalReaders();
    }
  }

  /** What comes next can't be read here: each reader hears so when it wants to read on. */
  void vanish() {
    Ending with = new Ending.CutOff(Reason.UPSTREAM_ENDED);
    boolean isOpen;
    synchronized (lock) {
      lost = !isComplete();
      isOpen = ending == null;
      if (isOpen) {
        end(with);
      }
    }
    if (isOpen) {
      closed.complete(with);
    }
    subscribers.signal();
  }

  @Override
  public boolean isGone() {
    synchronized (lock) {
      return lost;
    }
  }

  /**
   * The newest position that one piece of the entries after a position reaches.
   *
   * @param to the last position to read
   */
  @GuardedBy("lock")
  long reach(long from, long to) {
    return entries.reach(from, to, MOST_BYTES_AT_ONCE);
  }

  /** The entries after a position, up to another. */
  @GuardedBy("lock")
  ByteBuffer slice(long from, long to) {
    return entries.slice(from, to);
  }

  /**
   * Lets one more stream hold the answer.
   *
   * @return false where it is closed in a way that may not be reused: the stream must look for
   *     another
   */
  @GuardedBy("lock")
  boolean hold() {
    if (ending != null && !isReusable()) {
      return false;
    }
    if (holders++ == 0 && elsewhere != null && ending == null) {
      elsewhere.held();
    }
    return true;
  }

  /** What becomes of an answer when one stream holds it no more. */
  enum Released {
    STAYS,
    /** This closed it: the caller then calls {@link #announceClosed} without the lock. */
    CLOSED,
    /** The caller then calls {@link #askElsewhere} without the lock. */
    PERHAPS_HELD_ELSEWHERE
  }

  /**
   * Takes one stream's hold away; an open answer that nobody holds any more closes in the same
   * step.
   */
  @GuardedBy("lock")
  Released release(Ending.Stopped ifLast) {
    holders--;
    if (holders > 0 || ending != null) {
      return Released.STAYS;
    }
    if (elsewhere != null) {
      return Released.PERHAPS_HELD_ELSEWHERE;
    }
    end(ifLast);
    return Released.CLOSED;
  }

  /**
   * Closes an answer that nobody here holds any more, unless another machine does.
   *
   * @return whether it goes on for another machine
   */
  CompletionStage<Boolean> askElsewhere(Ending.Stopped ifLast) {
    HoldersElsewhere asked;
    synchronized (lock) {
      asked = elsewhere;
    }
    return asked == null ? CompletableFuture.completedFuture(false) : asked.unheld(ifLast);
  }

  /** The position behind which no reader can be. */
  @GuardedBy("lock")
  long lastThatAnyHasRead() {
    return entries.written();
  }

  /** From now on another machine may hold it too. */
  void share(HoldersElsewhere with) {
    synchronized (lock) {
      elsewhere = with;
    }
  }

  /** Whether a stream of this process holds it. */
  boolean isHeld() {
    synchronized (lock) {
      return holders > 0;
    }
  }

  /** Closes it, unless a stream of this process holds it. */
  boolean closeUnlessHeld(Ending.Stopped with) {
    synchronized (lock) {
      if (holders > 0) {
        return false;
      }
      if (ending != null) {
        return true;
      }
      end(with);
    }
    announceClosed();
    return true;
  }

  /** Some of the entries after a position, each by itself, and what is known with them. */
  LogBatch batch(long after, int mostBytes) {
    synchronized (lock) {
      List<ByteBuffer> next = new ArrayList<>();
      long last = lastToCopy();
      if (after < last) {
        long reached = entries.reach(after, last, mostBytes);
        for (long position = after; position < reached; position++) {
          next.add(entries.slice(position, position + 1));
        }
      }
      boolean isWhole = entries.isComplete() && after + next.size() == last;
      return new LogBatch(
          next, citations.cited(), queued(), queuedVersion, isWhole ? ending : null, isReusable());
    }
  }

  /**
   * The position of the newest entry that may be known elsewhere: while nobody may read it here,
   * how it begins is not known there either without a word of its text.
   */
  long lastToCopy() {
    synchronized (lock) {
      boolean isBeginAlone =
          entries.isWithheld() && entries.written() == 1 && !entries.isComplete();
      return isBeginAlone ? 0 : entries.written();
    }
  }

  /** Lets what waited for the closing happen, then shows the last entry; once, by who closed it. */
  void announceClosed() {
    Ending with;
    synchronized (lock) {
      with = Objects.requireNonNull(ending);
      List<Integer> cited = citations.cited();
      List<Source> sources = begin == null ? List.of() : begin.sources();
      entries.holdBack(EventEncoder.ending(with, cited, NextQuestions.of(sources, cited)));
    }
    showClosed(with);
  }

  void showClosed(Ending with) {
    closed.complete(with);
    synchronized (lock) {
      entries.show();
      entries.complete();
    }
    subscribers.signal();
  }

  @Override
  public boolean mayBeReused() {
    synchronized (lock) {
      return isReusable();
    }
  }

  @GuardedBy("lock")
  boolean isReusable() {
    return !lost
        && ending instanceof Ending.Finished finished
        && finished.reusable()
        && begin != null
        && begin.by() == AnswerStart.By.MODEL;
  }

  @GuardedBy("lock")
  void end(Ending with) {
    ending = with;
    closedNanos = ticker.read();
  }
}
