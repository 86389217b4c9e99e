package dev.porchlight.cluster.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.cluster.queue.RedisTicket.State;
import dev.porchlight.cluster.queue.SharedLine.Lease;
import dev.porchlight.cluster.queue.SharedLine.Step;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The admission queue of all machines together: they have one line in Redis, and so many calls at
 * once. Safe for use by any thread; its steps run one at a time, and wait for nothing.
 *
 * <p>Whoever is next gets a lease, whichever machine it is on; that machine asks an upstream for
 * it. While Redis is lost, each machine keeps to its share of the calls and of the line. When Redis
 * is back, or was emptied, each machine tells it of all its tickets anew.
 */
public final class RedisAdmissionQueue implements AdmissionQueue {

  /** Redis's clock and this machine's may tick apart. */
  private static final Duration CLOCKS = Duration.ofMillis(5);

  private final int calls;
  private final int length;
  private final RedisLink link;
  private final Timers timers;
  private final Ticker ticker;
  private final SharedLine line;
  private final LineSteps steps;
  private final OwnTickets tickets = new OwnTickets();
  private final TicketTurns turns;
  private final TicketStandings standings;
  private final AtomicLong lastNumber = new AtomicLong();

  /* What the steps alone touch. */

  /** Null while the line of all machines is relied on. */
  private @Nullable OwnShare alone;

  private boolean isJoining;
  private boolean wasTogether;
  private boolean isClosed;

  private RedisAdmissionQueue(
      int calls, int length, RedisLink link, MachineInbox inbox, Timers timers, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.link = link;
    this.timers = timers;
    this.ticker = ticker;
    line = new SharedLine(calls, link);
    steps = new LineSteps(link.machine(), inbox, this::goAlone, this::given);
    turns = new TicketTurns(this, steps, tickets, timers, ticker);
    standings = new TicketStandings(calls, line, steps, tickets, timers);
  }

  /**
   * Joins the queue of all machines.
   *
   * @param calls how many may run at once on all machines
   * @param length how many more may wait there
   */
  public static AdmissionQueue join(
      int calls, int length, RedisLink link, MachineInbox inbox, Timers timers, Ticker ticker) {
    RedisAdmissionQueue queue = new RedisAdmissionQueue(calls, length, link, inbox, timers, ticker);
    queue.steps.execute(queue::goAlone);
    queue.steps.execute(queue::join);
    link.onBeat(() -> queue.steps.execute(queue::beat));
    return queue;
  }

  @Override
  public CompletionStage<@Nullable QueueTicket> take(String visitor) {
    RedisTicket ticket =
        new RedisTicket(this, link.machine(), lastNumber.incrementAndGet(), visitor);
    CompletableFuture<@Nullable QueueTicket> taken = new CompletableFuture<>();
    steps.execute(() -> take(ticket, taken));
    return taken;
  }

  private void take(RedisTicket ticket, CompletableFuture<@Nullable QueueTicket> taken) {
    if (alone != null) {
      taken(ticket, alone.take(ticket), taken);
      return;
    }
    int sentIn = steps.era();
    steps.then(
        line.take(ticket.id, calls + length),
        (isTaken, lost) -> {
          if (isTaken == null && steps.era() == sentIn) {
            goAlone();
          }
          if (isTaken != null && steps.era() == sentIn) {
            taken(ticket, isTaken, taken);
          } else {
            take(ticket, taken);
          }
        });
  }

  private void taken(
      RedisTicket ticket, boolean isTaken, CompletableFuture<@Nullable QueueTicket> taken) {
    if (isTaken) {
      tickets.add(ticket);
    }
    timers.execute(() -> taken.complete(isTaken ? ticket : null));
  }

  @Override
  public Duration untilThereIsRoom() {
    return standings.untilThereIsRoom();
  }

  /** How many of this machine's wait. */
  @Override
  public int waiting() {
    return tickets.waiting();
  }

  /** How many calls of this machine run. */
  @Override
  public int running() {
    return tickets.running();
  }

  @Override
  public void move() {
    steps.execute(() -> move(true));
  }

  private void move(boolean all) {
    if (alone != null) {
      alone.move();
    } else if (tickets.waiting() > 0) {
      steps.send(line.move(all));
    }
  }

  @Override
  public void close() {
    steps.execute(
        () -> {
          isClosed = true;
          if (alone != null) {
            alone.close();
          }
          tickets
              .those(ticket -> ticket.state == State.WAITING)
              .forEach(ticket -> sendAway(ticket, TicketTurns.SHUTTING_DOWN));
        });
  }

  void start(RedisTicket ticket) {
    steps.execute(
        () -> {
          if (ticket.state == State.TAKEN) {
            tickets.set(ticket, State.WAITING);
            if (isClosed) {
              sendAway(ticket, TicketTurns.SHUTTING_DOWN);
            } else if (alone != null) {
              OwnShare.start(ticket);
            } else {
              steps.send(line.start(ticket.id, false), step -> entered(ticket, step));
            }
          }
        });
  }

  void again(RedisTicket ticket) {
    steps.execute(
        () -> {
          if (ticket.state == State.RUNNING) {
            tickets.set(ticket, State.WAITING);
            ticket.returned = true;
            if (isClosed) {
              sendAway(ticket, TicketTurns.SHUTTING_DOWN);
            } else if (alone != null) {
              OwnShare.again(ticket);
            } else {
              steps.send(line.again(ticket.id), step -> entered(ticket, step));
            }
          }
        });
  }

  /** Waits again, with the place that it had, and is not to be asked for a while. */
  void park(RedisTicket ticket, Duration wait) {
    if (isClosed) {
      sendAway(ticket, TicketTurns.SHUTTING_DOWN);
    } else if (alone != null) {
      OwnShare.again(ticket);
    } else {
      steps.send(line.park(ticket.lease(), wait), step -> entered(ticket, step));
      var unused = timers.schedule(() -> steps.execute(() -> move(false)), wait.plus(CLOCKS));
    }
  }

  void leave(RedisTicket ticket) {
    steps.execute(
        () -> {
          if (ticket.state == State.RUNNING) {
            standings.callTook(Duration.ofNanos(ticker.read() - ticket.calledNanos));
          }
          giveBack(ticket);
        });
  }

  private void giveBack(RedisTicket ticket) {
    if (ticket.state == State.LEFT) {
      return;
    }
    tickets.set(ticket, State.LEFT);
    if (alone != null) {
      OwnShare.leave(ticket);
    } else {
      steps.send(line.leave(ticket.id));
    }
  }

  void sendAway(RedisTicket ticket, Decision.GiveUp why) {
    giveBack(ticket);
    ticket.stand(null);
    timers.execute(() -> ticket.listener().giveUp(why));
  }

  private void entered(RedisTicket ticket, Step step) {
    ticket.expectLeasesAfter(step.number());
    standings.entered(ticket, step);
  }

  private void given(Lease lease) {
    RedisTicket ticket = tickets.find(lease.ticket());
    if (alone != null) {
      return;
    }
    if (ticket == null) {
      steps.send(line.leave(lease.ticket()));
    } else if (ticket.state == State.WAITING && lease.number() > ticket.lastLease) {
      ticket.lastLease = lease.number();
      turns.take(ticket);
    }
  }

  private void beat() {
    if (alone != null) {
      join();
      return;
    }
    steps.send(
        line.beat(),
        step -> {
          if (step.number() == 0) {
            join();
          }
        });
  }

  private void goAlone() {
    if (alone != null) {
      return;
    }
    steps.beginEra();
    int machines = link.machines();
    int mayWait = Math.max(length / machines, tickets.size());
    OwnShare share =
        new OwnShare(
            AdmissionQueue.inMemory(Math.max(1, calls / machines), mayWait, timers, ticker), this);
    alone = share;
    tickets.those(RedisTicket::hasCall).forEach(share::hold);
    List<RedisTicket> others = tickets.those(ticket -> !ticket.hasCall());
    others.forEach(share::take);
    others.stream().filter(ticket -> ticket.state == State.WAITING).forEach(OwnShare::start);
  }

  /** Tells Redis first which calls run, so that no other machine is given their leases. */
  private void join() {
    if (isJoining || link.state() != RedisLink.State.UP) {
      return;
    }
    isJoining = true;
    List<String> held =
        tickets.those(RedisTicket::hasCall).stream().map(ticket -> ticket.id).toList();
    steps.then(
        line.join(held, wasTogether),
        (joined, lost) -> {
          isJoining = false;
          if (joined == null) {
            goAlone();
          } else {
            goTogether(held);
            steps.pass(joined.leases());
          }
        });
  }

  private void goTogether(List<String> held) {
    steps.beginEra();
    OwnShare share = alone;
    alone = null;
    wasTogether = true;
    for (RedisTicket ticket : tickets.those(any -> true)) {
      ticket.own = null;
      ticket.lastLease = RedisTicket.NO_LEASE;
      if (ticket.hasCall()) {
        steps.send(line.hold(ticket.id), step -> ticket.expectLeasesAfter(step.number()));
      } else if (ticket.state == State.TAKEN) {
        steps.ask(line.take(ticket.id, Integer.MAX_VALUE), isTaken -> {});
      } else {
        steps.send(line.start(ticket.id, ticket.returned), step -> entered(ticket, step));
      }
    }
    held.stream().filter(id -> tickets.find(id) == null).forEach(id -> steps.send(line.leave(id)));
    if (share != null) {
      share.close();
    }
  }

  void goAlone(RedisTicket ticket, OwnShare.Place place, Decision.Go go) {
    steps.execute(() -> turns.goAlone(ticket, place, go));
  }

  void giveUpAlone(RedisTicket ticket, OwnShare.Place place, Decision.GiveUp why) {
    steps.execute(
        () -> {
          if (ticket.own == place && ticket.state == State.WAITING) {
            sendAway(ticket, why);
          }
        });
  }

  void queuedAlone(RedisTicket ticket, OwnShare.Place place) {
    steps.execute(
        () -> {
          QueuePosition position = place.standing().position();
          if (ticket.own == place && ticket.state == State.WAITING && position != null) {
            standings.stand(ticket, position);
          }
        });
  }
}
