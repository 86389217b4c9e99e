package dev.porchlight.cluster.queue;

import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.queue.MovingAverage;
import dev.porchlight.cluster.queue.RedisTicket.State;
import dev.porchlight.cluster.queue.SharedLine.Ranks;
import dev.porchlight.cluster.queue.SharedLine.Step;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.List;

/**
 * Tells those of this machine who wait where they stand among all. For the queue's steps, one at a
 * time; anybody may ask when there will be room.
 *
 * <p>The line moves on other machines too, so Redis is asked twice a second while somebody waits.
 * How long a call takes is what it took on this machine: those of the others do the same work.
 */
final class TicketStandings {

  private static final Duration PACE = Duration.ofMillis(500);

  /** Of so many tickets one command asks where they stand. */
  private static final int RANKS_AT_ONCE = 256;

  private final int calls;
  private final SharedLine line;
  private final LineSteps steps;
  private final OwnTickets tickets;
  private final Timers timers;
  private final MovingAverage average = new MovingAverage();
  private volatile Duration untilThereIsRoom;
  private boolean isLooking;

  TicketStandings(int calls, SharedLine line, LineSteps steps, OwnTickets tickets, Timers timers) {
    this.calls = calls;
    this.line = line;
    this.steps = steps;
    this.tickets = tickets;
    this.timers = timers;
    this.untilThereIsRoom = average.untilNextOf(calls);
  }

  Duration untilThereIsRoom() {
    return untilThereIsRoom;
  }

  void callTook(Duration time) {
    average.add(time);
    untilThereIsRoom = average.untilNextOf(calls);
  }

  /** It begins to wait among all. */
  void entered(RedisTicket ticket, Step step) {
    place(ticket, step.rank(), step.isFull(), step.cooldown());
    lookLater();
  }

  private void lookLater() {
    if (!isLooking && tickets.waiting() > 0) {
      isLooking = true;
      var unused = timers.schedule(() -> steps.execute(this::look), PACE);
    }
  }

  private void look() {
    isLooking = false;
    List<RedisTicket> all =
        tickets.those(ticket -> ticket.state == State.WAITING && ticket.own == null);
    for (int from = 0; from < all.size(); from += RANKS_AT_ONCE) {
      List<RedisTicket> some = all.subList(from, Math.min(all.size(), from + RANKS_AT_ONCE));
      steps.ask(
          line.places(some.stream().map(ticket -> ticket.id).toList()),
          ranks -> place(some, ranks));
    }
    lookLater();
  }

  private void place(List<RedisTicket> some, Ranks ranks) {
    for (int i = 0; i < some.size(); i++) {
      place(some.get(i), ranks.ranks().get(i), ranks.isFull(), ranks.cooldown());
    }
  }

  private void place(RedisTicket ticket, int rank, boolean isFull, Duration cooldown) {
    if (rank >= 0 && ticket.state == State.WAITING) {
      Duration eta = cooldown.plus(average.untilServed(rank + (isFull ? 1 : 0), calls));
      stand(ticket, new QueuePosition(rank + 1, eta));
    }
  }

  void stand(RedisTicket ticket, QueuePosition position) {
    if (ticket.stand(position)) {
      timers.execute(() -> ticket.listener().queued());
    }
  }
}
