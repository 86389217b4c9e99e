package dev.porchlight.answer.queue;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tickets of one visitor that wait, in the order in which they came, and its turn. Guarded by
 * the {@link TicketTable}.
 *
 * <p>The turn is that of its first ticket which may be asked: a round, and since when it stands in
 * that round. A visitor whose calls run is as many rounds behind; when one of them ends, the
 * visitor comes a round nearer, and stands behind all who are in that round already. So nobody is
 * served sooner for having asked many questions ahead.
 */
final class VisitorLine {

  static final Comparator<VisitorLine> BY_TURN =
      Comparator.<VisitorLine>comparingInt(line -> line.round)
          .thenComparingLong(line -> line.since);

  /** Null for the line of those who came back, which is before every round. */
  private final @Nullable String visitor;

  private final TreeSet<InMemoryTicket> waiting;
  private final TreeSet<InMemoryTicket> ready;
  private int running;
  private long movedUp;
  private int round;
  private long since;

  VisitorLine(@Nullable String visitor, Comparator<InMemoryTicket> byArrival) {
    this.visitor = visitor;
    this.waiting = new TreeSet<>(byArrival);
    this.ready = new TreeSet<>(byArrival);
  }

  @Nullable String visitor() {
    return visitor;
  }

  /** Those that wait, first come first. */
  Iterable<InMemoryTicket> waiting() {
    return waiting;
  }

  void add(InMemoryTicket ticket) {
    waiting.add(ticket);
    ready.add(ticket);
  }

  void remove(InMemoryTicket ticket) {
    waiting.remove(ticket);
    ready.remove(ticket);
  }

  /** Not to be asked for a while: the visitor's next may go before it. */
  void park(InMemoryTicket ticket) {
    ready.remove(ticket);
  }

  void unpark(InMemoryTicket ticket) {
    ready.add(ticket);
  }

  void callStarted() {
    running++;
  }

  /**
   * @param number greater than that of every ticket so far
   */
  void callEnded(long number) {
    running--;
    movedUp = number;
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean isIdle() {
    return waiting.isEmpty() && running == 0;
  }

  InMemoryTicket firstReady() {
    return ready.first();
  }

  /** Its turn from now on; not while it stands in an order of turns. */
  void setTurn() {
    round = roundOf(0);
    since = since(ready.first());
  }

  /** The round of the ticket before which so many of its own wait. */
  int roundOf(int before) {
    return visitor == null ? 0 : running + before + 1;
  }

  /** Since when a ticket stands in its round, as a number that grows. */
  long since(InMemoryTicket ticket) {
    return Math.max(ticket.number(), movedUp);
  }
}
