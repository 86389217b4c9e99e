package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.HoldersElsewhere;
import dev.porchlight.answer.log.LogCopy;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * This machine's copy of an answer that another one writes, for all streams here that read it. It
 * looks when it is woken, and once a second whatever it missed. Safe for use by any thread; one
 * look at a time is on its way.
 *
 * <p>It is fed while a stream here holds it. An entry that is not there where it should be means
 * that the answer is gone: nothing is ever passed over. While Redis is lost it waits; where Redis
 * has forgotten the answer, it asks for all of it again.
 */
final class Replica implements HoldersElsewhere {

  /** How many seconds an answer may be missing that is published again. */
  private static final int MOST_BEATS_MISSING = 10;

  /** How many seconds what nobody here reads is kept. */
  private static final int MOST_BEATS_UNREAD = 600;

  /** How many seconds an answer is held for somebody who is about to read it. */
  private static final int BEATS_TO_ATTACH = 3;

  private final String id;
  private final RedisLink link;
  private final RedisLogs logs;
  private final MachineInbox inbox;
  private final Orphans orphans;
  private final Timers timers;
  private final LogCopy copy;
  private final Events events;

  /** How often it was woken since the last look, and whether one is on its way. */
  private final AtomicInteger work = new AtomicInteger();

  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
  private volatile @Nullable String home;

  /** Whether Redis may say that this machine holds it. */
  private volatile boolean mayBeHeld;

  private volatile boolean isSubscribed;
  private final AtomicInteger beatsToAttach = new AtomicInteger();
  private final AtomicInteger beatsMissing = new AtomicInteger();
  private int beatsUnread;
  private int beatsOrphaned;

  /** What becomes of the copy. */
  interface Events {

    /** Redis has forgotten the answer, and what else is known of it. */
    void forgotten(String answer);

    /**
     * Nothing more will come.
     *
     * @param isWhole whether the copy has all of the answer
     */
    void over(String answer, boolean isWhole);
  }

  Replica(
      String id,
      RedisLink link,
      RedisLogs logs,
      MachineInbox inbox,
      Orphans orphans,
      Timers timers,
      Ticker ticker,
      Events events) {
    this.id = id;
    this.link = link;
    this.logs = logs;
    this.inbox = inbox;
    this.orphans = orphans;
    this.timers = timers;
    this.events = events;
    this.copy = new LogCopy(ticker, this);
  }

  LogCopy copy() {
    return copy;
  }

  /** Completes with whether the answer is there, once all is copied that was there at first. */
  CompletionStage<Boolean> ready() {
    return ready;
  }

  /** Completes with whether the first visitor to ask was let in. */
  CompletableFuture<Boolean> admitted() {
    return admitted;
  }

  /** Fetches what there is. */
  void open() {
    subscribe();
    wake();
  }

  /**
   * Holds the answer for a stream that is about to come.
   *
   * @return how it was found, or null where others can't read it any more
   */
  CompletionStage<@Nullable LogReading> join() {
    beatsToAttach.set(BEATS_TO_ATTACH);
    subscribe();
    return logs.read(id, copy.lastPosition(), true)
        .thenCompose(
            reading -> {
              boolean canBeJoined =
                  reading != null
                      && (reading.ending() == null ? reading.held() : reading.reusable());
              mayBeHeld |= canBeJoined;
              wake();
              return ready.thenApply(isThere -> isThere && canBeJoined ? reading : null);
            });
  }

  /** There may be more. */
  void wake() {
    if (!copy.log().isClosed() && work.getAndIncrement() == 0) {
      look();
    }
  }

  private void look() {
    int seen = work.get();
    boolean hold = copy.isHeld() || beatsToAttach.get() > 0;
    mayBeHeld |= hold;
    var unused =
        logs.read(id, copy.lastPosition(), hold)
            .whenComplete(
                (reading, failure) -> {
                  boolean isMore = failure == null && take(reading);
                  if (failure != null && ready.completeExceptionally(failure)) {
                    over(false);
                  }
                  goOn(seen, isMore);
                });
  }

  private void goOn(int seen, boolean isMore) {
    if (work.addAndGet(-seen) != 0) {
      look();
    } else if (isMore) {
      wake();
    }
  }

  /** Tells whether there is more to read at once. */
  private boolean take(@Nullable LogReading reading) {
    if (reading == null) {
      missing();
      return false;
    }
    beatsMissing.set(0);
    home = reading.home();
    mayBeHeld |= reading.held();
    if (!reading.isWhole()) {
      vanish();
      return false;
    }
    copyEntries(reading);
    boolean isMore = copy.lastPosition() < reading.last() && !reading.entries().isEmpty();
    if (!isMore) {
      ready.complete(true);
    }
    if (reading.admitted() || reading.ending() != null) {
      admitted.complete(reading.admitted());
    }
    return isMore;
  }

  private void copyEntries(LogReading reading) {
    List<byte[]> entries = reading.entries();
    Ending ending = reading.ending();
    boolean isEnd =
        ending != null
            && !entries.isEmpty()
            && copy.lastPosition() + entries.size() == reading.last();
    int open = isEnd ? entries.size() - 1 : entries.size();
    if (open > 0) {
      copy.append(entries.subList(0, open));
    }
    if (reading.queued() != null) {
      copy.log().queued(reading.queued(), reading.queuedVersion());
    }
    if (isEnd) {
      copy.end(
          Objects.requireNonNull(ending), reading.reusable(), entries.get(open), reading.age());
      over(true);
    }
  }

  private void missing() {
    String writer = home;
    if (writer == null || beatsMissing.get() > MOST_BEATS_MISSING) {
      vanish();
    } else if (beatsMissing.compareAndSet(0, 1)) {
      events.forgotten(id);
      var unused = inbox.send(writer, AnswerMessages.publishAgain(id));
    }
  }

  /** It can't be read here any more. */
  void vanish() {
    copy.vanish();
    ready.complete(false);
    admitted.complete(false);
    over(false);
  }

  private void over(boolean isWhole) {
    unsubscribe();
    events.over(id, isWhole);
  }

  /** A second has passed in which Redis was there. */
  void beat() {
    beatsToAttach.updateAndGet(beats -> copy.isHeld() ? 0 : Math.max(0, beats - 1));
    if (copy.isHeld() || beatsToAttach.get() > 0 || !admitted.isDone()) {
      beatsUnread = 0;
      beatsMissing.updateAndGet(beats -> beats == 0 ? 0 : beats + 1);
      wake();
      settleIfOrphaned();
    } else {
      leave(new Ending.Stopped(true));
      if (++beatsUnread > MOST_BEATS_UNREAD) {
        vanish();
      }
    }
  }

  /** Where the machine that writes it is gone, it is taken over or ended here. */
  private void settleIfOrphaned() {
    String writer = home;
    boolean isOrphaned = writer != null && !link.machinesAlive().contains(writer);
    beatsOrphaned = isOrphaned ? beatsOrphaned + 1 : 0;
    if (writer != null && beatsOrphaned > 1) {
      var unused =
          logs.read(id, copy.lastPosition(), false)
              .thenCompose(
                  reading ->
                      reading == null || !reading.home().equals(writer)
                          ? CompletableFuture.completedFuture(null)
                          : orphans.settle(id, reading))
              .thenRun(this::wake);
    }
  }

  /** A stream here reads it (again). */
  @Override
  public void held() {
    timers.execute(
        () -> {
          subscribe();
          wake();
        });
  }

  /** The stream that was the last here ends by itself; the answer's home is told. */
  @Override
  public CompletionStage<Boolean> unheld(Ending.Stopped ifLast) {
    leave(ifLast);
    return CompletableFuture.completedFuture(true);
  }

  private void leave(Ending.Stopped ifLast) {
    unsubscribe();
    String writer = home;
    if (!mayBeHeld || writer == null) {
      return;
    }
    var unused =
        logs.leave(id)
            .thenCompose(
                left -> {
                  mayBeHeld = copy.isHeld();
                  return inbox.send(writer, AnswerMessages.left(id, ifLast));
                });
  }

  private synchronized void subscribe() {
    if (!isSubscribed && !copy.log().isClosed()) {
      isSubscribed = true;
      link.subscribe(RedisLogs.channel(id), last -> wake());
    }
  }

  private synchronized void unsubscribe() {
    if (isSubscribed) {
      isSubscribed = false;
      link.unsubscribe(RedisLogs.channel(id));
    }
  }
}
