package dev.porchlight.cluster.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.queue.RedisTicket.State;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a ticket does with its turn: an upstream is chosen for it, and it is called, waits or is
 * sent away. For the queue's steps, one at a time.
 */
final class TicketTurns {

  static final Decision.GiveUp SHUTTING_DOWN =
      new Decision.GiveUp(FailureCode.SHUTTING_DOWN, null, false);

  private static final Logger log = LoggerFactory.getLogger(TicketTurns.class);

  private static final Decision.GiveUp INTERNAL_ERROR =
      new Decision.GiveUp(FailureCode.INTERNAL_ERROR, null, false);

  private final RedisAdmissionQueue queue;
  private final LineSteps steps;
  private final OwnTickets tickets;
  private final Timers timers;
  private final Ticker ticker;

  TicketTurns(
      RedisAdmissionQueue queue,
      LineSteps steps,
      OwnTickets tickets,
      Timers timers,
      Ticker ticker) {
    this.queue = queue;
    this.steps = steps;
    this.tickets = tickets;
    this.timers = timers;
    this.ticker = ticker;
  }

  /** It has a lease. */
  void take(RedisTicket ticket) {
    tickets.set(ticket, State.ASKED);
    steps.then(choose(ticket), (decision, failure) -> decided(ticket, decision));
  }

  private static CompletionStage<Decision> choose(RedisTicket ticket) {
    CompletionStage<Decision> chosen;
    try {
      chosen = ticket.listener().choose();
    } catch (RuntimeException e) {
      chosen = CompletableFuture.failedFuture(e);
    }
    return chosen.exceptionally(
        failure -> {
          log.error("An upstream could not be chosen for a fault of our own", failure);
          return INTERNAL_ERROR;
        });
  }

  private void decided(RedisTicket ticket, @Nullable Decision decision) {
    if (ticket.state != State.ASKED) {
      cancel(decision);
    } else if (decision instanceof Decision.Go go) {
      run(ticket, go);
    } else if (decision instanceof Decision.Wait wait) {
      tickets.set(ticket, State.WAITING);
      queue.park(ticket, wait.remaining());
    } else if (decision instanceof Decision.GiveUp giveUp) {
      queue.sendAway(ticket, giveUp);
    }
  }

  /** A call may go for a ticket by this machine's share. */
  void goAlone(RedisTicket ticket, OwnShare.Place place, Decision.Go go) {
    if (ticket.own == place && ticket.state == State.WAITING) {
      run(ticket, go);
    } else {
      cancel(go);
    }
  }

  private static void cancel(@Nullable Decision decision) {
    if (decision instanceof Decision.Go go) {
      FaultIsolation.run("A call that nobody waits for", go::cancel);
    }
  }

  private void run(RedisTicket ticket, Decision.Go go) {
    tickets.set(ticket, State.RUNNING);
    ticket.calledNanos = ticker.read();
    ticket.stand(null);
    timers.execute(() -> admit(ticket, go));
  }

  /** A listener that fails never keeps its place. */
  private void admit(RedisTicket ticket, Decision.Go go) {
    boolean hasGone = FaultIsolation.run("A call's start", () -> ticket.listener().go(go));
    if (!hasGone) {
      FaultIsolation.run("A call that could not start", go::cancel);
      queue.leave(ticket);
    }
  }
}
