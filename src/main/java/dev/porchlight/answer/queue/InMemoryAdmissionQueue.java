package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admission queue in front of the upstreams: a bound on concurrent calls, and a bounded queue
 * of those that wait.
 *
 * <p>First come, first served, but for two rules: a call that failed before it said anything comes
 * back to the front, and a visitor's second place stands behind every other visitor's first, as a
 * {@link FairLine} has it. Safe for use by any thread; no lock is held over a callback.
 */
final class InMemoryAdmissionQueue implements AdmissionQueue {

  private static final Logger log = LoggerFactory.getLogger(AdmissionQueue.class);

  private static final Decision INTERNAL_ERROR =
      new Decision.GiveUp(FailureCode.INTERNAL_ERROR, null, false);

  private static final Decision SHUTTING_DOWN =
      new Decision.GiveUp(FailureCode.SHUTTING_DOWN, null, false);

  private final TicketTable tickets;
  private final Timers timers;
  private final StandingUpdates standings;

  /** 0 where no round runs, 1 where one does, more where another is to follow. */
  private final AtomicInteger rounds = new AtomicInteger();

  /** Whether those who were told to wait are to be asked again, before their time. */
  private final AtomicBoolean haveUpstreamsChanged = new AtomicBoolean();

  /** Moves the queue when the shortest wait is over; only the round that runs touches it. */
  private @Nullable Future<?> timer;

  /**
   * @param calls how many may run at once
   * @param length how many more may wait
   * @param timers also run the notifications of those who wait, so that nobody who moves the queue
   *     does the work of another
   */
  InMemoryAdmissionQueue(int calls, int length, Timers timers, Ticker ticker) {
    this.tickets = new TicketTable(calls, length, new FairLine(), ticker);
    this.timers = timers;
    this.standings = new StandingUpdates(tickets, timers, ticker);
  }

  @Override
  public CompletionStage<@Nullable QueueTicket> take(String visitor) {
    return CompletableFuture.completedFuture(tickets.tryTake(this, visitor));
  }

  @Override
  public Duration untilThereIsRoom() {
    return tickets.untilThereIsRoom();
  }

  @Override
  public int waiting() {
    return tickets.waiting();
  }

  @Override
  public int running() {
    return tickets.running();
  }

  @Override
  public void move() {
    haveUpstreamsChanged.set(true);
    serve(null);
  }

  @Override
  public void close() {
    tickets.close();
    move();
  }

  void start(InMemoryTicket ticket) {
    tickets.startWaiting(ticket);
    serve(ticket);
  }

  void returnToFront(InMemoryTicket ticket) {
    tickets.returnToFront(ticket);
    serve(null);
  }

  void leave(InMemoryTicket ticket) {
    if (tickets.leave(ticket)) {
      serve(null);
    }
  }

  private void serve() {
    serve(null);
  }

  /**
   * Runs one round at a time; what comes meanwhile is served by another round after it.
   *
   * @param own whose listener is notified on this thread, and no other's is
   */
  private void serve(@Nullable InMemoryTicket own) {
    if (rounds.getAndIncrement() == 0) {
      tickets.unpark(haveUpstreamsChanged.getAndSet(false));
      new Round(own).serve();
    }
  }

  /**
   * Serves whoever may go, from the front on. Who has to wait for an upstream holds up nobody who
   * may ask another, and is asked again when that wait is over or the upstreams have changed. No
   * lock is held while an upstream is chosen.
   */
  private final class Round {
    private final @Nullable InMemoryTicket own;
    private final Map<InMemoryTicket, Runnable> notifications = new LinkedHashMap<>();

    Round(@Nullable InMemoryTicket own) {
      this.own = own;
    }

    void serve() {
      for (InMemoryTicket next = tickets.next(); next != null; next = tickets.next()) {
        InMemoryTicket ticket = next;
        CompletableFuture<Decision> decision = decisionFor(ticket);
        if (!decision.isDone()) {
          var unused =
              decision.whenComplete(
                  (decided, failure) -> {
                    apply(ticket, decided);
                    serve();
                  });
          return;
        }
        apply(ticket, decision.join());
      }
      end();
    }

    private void apply(InMemoryTicket ticket, Decision decision) {
      if (decision instanceof Decision.Wait wait) {
        tickets.park(ticket, wait.remaining());
      } else if (decision instanceof Decision.Go go) {
        if (tickets.tryRun(ticket)) {
          notifications.put(ticket, () -> admit(ticket, go));
        } else {
          FaultIsolation.run("A call that nobody waits for", go::cancel);
        }
      } else if (decision instanceof Decision.GiveUp giveUp && tickets.trySendAway(ticket)) {
        notifications.put(ticket, () -> ticket.listener().giveUp(giveUp));
      }
    }

    private void end() {
      boolean serveAgain;
      try {
        setTimer();
      } finally {
        serveAgain = rounds.getAndSet(0) > 1;
      }
      Runnable ofOwn = own == null ? null : notifications.remove(own);
      notifications.values().forEach(timers::execute);
      standings.moved(own);
      if (ofOwn != null) {
        FaultIsolation.run("A ticket's listener", ofOwn);
      }
      if (serveAgain) {
        timers.execute(InMemoryAdmissionQueue.this::serve);
      }
    }
  }

  private CompletableFuture<Decision> decisionFor(InMemoryTicket ticket) {
    if (tickets.isClosed()) {
      return CompletableFuture.completedFuture(SHUTTING_DOWN);
    }
    try {
      return ticket
          .listener()
          .choose()
          .exceptionally(InMemoryAdmissionQueue::internalError)
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(internalError(e));
    }
  }

  private static Decision internalError(Throwable failure) {
    log.error("An upstream could not be chosen for a fault of our own", failure);
    return INTERNAL_ERROR;
  }

  /** A listener that fails never keeps its place. */
  private void admit(InMemoryTicket ticket, Decision.Go go) {
    boolean hasGone = FaultIsolation.run("A call's start", () -> ticket.listener().go(go));
    if (!hasGone) {
      FaultIsolation.run("A call that could not start", go::cancel);
      leave(ticket);
    }
  }

  private void setTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
    Duration wait = tickets.untilUnparked();
    timer = wait == null ? null : timers.schedule(this::serve, wait);
  }
}
