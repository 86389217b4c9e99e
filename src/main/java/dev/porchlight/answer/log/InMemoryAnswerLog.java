package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of an answer in this process. Its lock also guards the subscriptions that hold it, so
 * that attaching one and finding that none is left are one step each; no callback runs under it.
 */
class InMemoryAnswerLog implements AnswerLog {

  private static final Logger log = LoggerFactory.getLogger(AnswerLog.class);

  final Object lock = new Object();

  private final long maxBytes;
  private final Ticker ticker;
  private final CompletableFuture<AnswerStart> begun = new CompletableFuture<>();
  final CompletableFuture<Ending> closed = new CompletableFuture<>();

  @GuardedBy("lock")
  final LogEntries entries = new LogEntries();

  @GuardedBy("lock")
  final CitedSources sources = new CitedSources();

  @GuardedBy("lock")
  final QueueStanding standing = new QueueStanding();

  @GuardedBy("lock")
  final Holders holders = new Holders();

  @GuardedBy("lock")
  @Nullable Ending ending;

  @GuardedBy("lock")
  long closedNanos;

  /** Whether what comes next can't be read here. */
  @GuardedBy("lock")
  boolean lost;

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
      sources.begin(with);
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
        sources.read(text);
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
      boolean mayWait = entries.isEmpty() && ending == null;
      if (!mayWait || !standing.move(position, version)) {
        return;
      }
    }
    subscribers.signal();
  }

  /** Where it waits now, or null where it does not. */
  @GuardedBy("lock")
  @Nullable QueuePosition queued() {
    return entries.isEmpty() ? standing.position() : null;
  }

  @Override
  public boolean isBegun() {
    synchronized (lock) {
      return sources.isBegun();
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
    holders.add(ending == null);
    return true;
  }

  /**
   * Takes one stream's hold away; an open answer that nobody holds any more closes in the same
   * step, and the caller then calls {@link #announceClosed} without the lock.
   */
  @GuardedBy("lock")
  Holders.Released release(Ending.Stopped ifLast) {
    Holders.Released released = holders.remove(ending == null);
    if (released == Holders.Released.UNHELD) {
      end(ifLast);
    }
    return released;
  }

  /**
   * Closes an answer that nobody here holds any more, unless another machine does.
   *
   * @return whether it goes on for another machine
   */
  CompletionStage<Boolean> askElsewhere(Ending.Stopped ifLast) {
    HoldersElsewhere asked;
    synchronized (lock) {
      asked = holders.elsewhere();
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
      holders.share(with);
    }
  }

  /** Whether a stream of this process holds it. */
  boolean isHeld() {
    synchronized (lock) {
      return holders.isHeldHere();
    }
  }

  /** Lets what waited for the closing happen, then shows the last entry; once, by who closed it. */
  void announceClosed() {
    Ending with;
    synchronized (lock) {
      with = Objects.requireNonNull(ending);
      entries.holdBack(sources.ending(with));
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
        && sources.isByModel();
  }

  @GuardedBy("lock")
  void end(Ending with) {
    ending = with;
    closedNanos = ticker.read();
  }
}
