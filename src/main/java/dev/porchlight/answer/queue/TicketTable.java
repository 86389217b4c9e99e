package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.QueuePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final FairLine line;

  @GuardedBy("this")
  private int running;

  @GuardedBy("this")
  private int taken;

  @GuardedBy("this")
  private long lastNumber;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param calls how many may run at once
   * @param length how many more may wait
   * @param line with nobody in it yet
   */
  TicketTable(int calls, int length, FairLine line, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.line = line;
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
    return line.size();
  }

  synchronized int running() {
    return running;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
  }

  /** How long until somebody may find a place, as estimated. */
  synchronized Duration untilThereIsRoom() {
    return cooldown().plus(average.untilNextOf(calls));
  }

  /** How long nobody may go, though there may be room for a call. */
  @GuardedBy("this")
  private Duration cooldown() {
    Duration untilAsked = line.next() == null ? untilUnparked() : null;
    return untilAsked == null ? Duration.ZERO : untilAsked;
  }

  /** How long until one that was told to wait may be asked again, or null where none was. */
  synchronized @Nullable Duration untilUnparked() {
    return line.untilUnparked(ticker.read());
  }

  /**
   * Lets those be asked again whose time has come.
   *
   * @param all whether the upstreams have changed, so that nobody's wait holds
   */
  synchronized void unpark(boolean all) {
    if (all) {
      line.unparkAll();
    } else {
      line.unparkDue(ticker.read());
    }
  }

  /** Whom to decide on now: where there is room for a call, or all are sent away. */
  synchronized @Nullable InMemoryTicket next() {
    return closed || running < calls ? line.next() : null;
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

  /** Leaves a ticket unasked for so long, unless it was given back meanwhile. */
  synchronized void park(InMemoryTicket ticket, Duration wait) {
    if (ticket.state == InMemoryTicket.State.WAITING) {
      line.park(ticket, ticker.read() + wait.toNanos());
    }
  }

  /** Takes a place among the running calls, unless the ticket was given back meanwhile. */
  synchronized boolean tryRun(InMemoryTicket ticket) {
    if (ticket.state != InMemoryTicket.State.WAITING) {
      return false;
    }
    line.remove(ticket);
    line.callStarted(ticket.visitor);
    running++;
    ticket.state = InMemoryTicket.State.RUNNING;
    ticket.calledNanos = ticker.read();
    ticket.stand(null);
    return true;
  }

  /** Ends a ticket that waits, unless it was given back meanwhile. */
  synchronized boolean trySendAway(InMemoryTicket ticket) {
    if (ticket.state != InMemoryTicket.State.WAITING) {
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
    } else if (ticket.state == InMemoryTicket.State.WAITING) {
      line.remove(ticket);
    }
    ticket.state = InMemoryTicket.State.LEFT;
    taken--;
    return true;
  }

  /**
   * Sets the positions of all who wait.
   *
   * @return those whose position has changed
   */
  synchronized List<InMemoryTicket> place() {
    int ahead = running < calls ? 0 : 1;
    Duration cooldown = cooldown();
    List<InMemoryTicket> changed = new ArrayList<>();
    int number = 0;
    for (InMemoryTicket ticket : line.inOrder()) {
      Duration eta = cooldown.plus(average.untilServed(number + ahead, calls));
      QueuePosition position = new QueuePosition(++number, eta);
      if (!position.equals(ticket.standing().position())) {
        ticket.stand(position);
        changed.add(ticket);
      }
    }
    return changed;
  }

  @GuardedBy("this")
  private boolean endRunning(InMemoryTicket ticket) {
    if (ticket.state != InMemoryTicket.State.RUNNING) {
      return false;
    }
    running--;
    line.callEnded(ticket.visitor, ++lastNumber);
    return true;
  }

  @GuardedBy("this")
  private void putAmongWaiting(InMemoryTicket ticket) {
    ticket.state = InMemoryTicket.State.WAITING;
    line.add(ticket);
  }
}
