package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.QueuePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tickets of one queue: who waits, in which order, and whose call runs. Safe for use by any
 * thread; its monitor guards the tickets too, and is held over no callback.
 */
final class TicketTable {

  private final int calls;
  private final int length;
  private final Ticker ticker;

  @GuardedBy("this")
  private final MovingAverage average = new MovingAverage();

  @GuardedBy("this")
  private final TreeSet<InMemoryTicket> waiting =
      new TreeSet<>(Comparator.comparingLong(InMemoryTicket::number));

  @GuardedBy("this")
  private final Set<InMemoryTicket> running = new HashSet<>();

  /** How many calls of each visitor run; visitors without any are left out. */
  @GuardedBy("this")
  private final Map<String, Integer> runningOf = new HashMap<>();

  @GuardedBy("this")
  private int taken;

  @GuardedBy("this")
  private long lastNumber;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param calls how many may run at once
   * @param length how many more may wait
   */
  TicketTable(int calls, int length, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.ticker = ticker;
  }

  /** A new ticket, which does not wait yet; null where all are taken. */
  synchronized @Nullable InMemoryTicket tryTake(InMemoryAdmissionQueue queue, String visitor) {
    if (taken >= calls + length) {
      return null;
    }
    taken++;
    return new InMemoryTicket(queue, visitor, ++lastNumber);
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized int running() {
    return running.size();
  }

  /** How long until the next running call ends, as estimated. */
  synchronized Duration untilNextEnds() {
    return average.untilNextOf(calls);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
  }

  /** Whether a ticket may be decided now: there is room for its call, or all are sent away. */
  synchronized boolean mayDecide() {
    return closed || running.size() < calls;
  }

  synchronized void startWaiting(InMemoryTicket ticket) {
    if (ticket.state == InMemoryTicket.State.TAKEN) {
      putAmongWaiting(ticket);
    }
  }

  synchronized void returnToFront(InMemoryTicket ticket) {
    if (endRunning(ticket)) {
      ticket.returned = true;
      putAmongWaiting(ticket);
    }
  }

  /** Takes a place among the running calls, unless the ticket was given back meanwhile. */
  synchronized boolean tryRun(InMemoryTicket ticket) {
    if (!waiting.remove(ticket)) {
      return false;
    }
    running.add(ticket);
    runningOf.merge(ticket.visitor, 1, Integer::sum);
    ticket.state = InMemoryTicket.State.RUNNING;
    ticket.calledNanos = ticker.read();
    ticket.stand(null);
    return true;
  }

  /** Ends a ticket that waits, unless it was given back meanwhile. */
  synchronized boolean trySendAway(InMemoryTicket ticket) {
    if (!waiting.contains(ticket)) {
      return false;
    }
    leave(ticket);
    ticket.stand(null);
    return true;
  }

  /** Gives a ticket back, wherever it is. */
  synchronized boolean leave(InMemoryTicket ticket) {
    if (ticket.state == InMemoryTicket.State.LEFT) {
      return false;
    }
    if (endRunning(ticket)) {
      average.add(Duration.ofNanos(ticker.read() - ticket.calledNanos));
    }
    waiting.remove(ticket);
    ticket.state = InMemoryTicket.State.LEFT;
    taken--;
    return true;
  }

  /**
   * Those who came back first, then everyone's first place, then everyone's second, … A running
   * call counts as one.
   */
  synchronized List<InMemoryTicket> inOrder() {
    Map<String, Integer> places = new HashMap<>();
    for (InMemoryTicket ticket : waiting) {
      ticket.rank = ticket.returned ? -1 : nextPlace(places, ticket.visitor);
    }
    List<InMemoryTicket> inOrder = new ArrayList<>(waiting);
    inOrder.sort(Comparator.<InMemoryTicket>comparingInt(ticket -> ticket.rank));
    return inOrder;
  }

  @GuardedBy("this")
  private int nextPlace(Map<String, Integer> places, String visitor) {
    int place = places.getOrDefault(visitor, runningOf.getOrDefault(visitor, 0)) + 1;
    places.put(visitor, place);
    return place;
  }

  /**
   * Sets the positions of those who still wait.
   *
   * @param cooldown how long none of them may go
   * @return those whose position has changed
   */
  synchronized List<InMemoryTicket> place(List<InMemoryTicket> stillWaiting, Duration cooldown) {
    int ahead = running.size() < calls ? 0 : 1;
    List<InMemoryTicket> changed = new ArrayList<>();
    for (int i = 0; i < stillWaiting.size(); i++) {
      InMemoryTicket ticket = stillWaiting.get(i);
      Duration eta = cooldown.plus(average.untilServed(i + ahead, calls));
      QueuePosition position = new QueuePosition(i + 1, eta);
      if (waiting.contains(ticket) && !position.equals(ticket.standing().position())) {
        ticket.stand(position);
        changed.add(ticket);
      }
    }
    return changed;
  }

  @GuardedBy("this")
  private boolean endRunning(InMemoryTicket ticket) {
    if (!running.remove(ticket)) {
      return false;
    }
    runningOf.computeIfPresent(ticket.visitor, (visitor, count) -> count == 1 ? null : count - 1);
    return true;
  }

  @GuardedBy("this")
  private void putAmongWaiting(InMemoryTicket ticket) {
    ticket.state = InMemoryTicket.State.WAITING;
    waiting.add(ticket);
  }
}
