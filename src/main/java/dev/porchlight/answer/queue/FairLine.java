package dev.porchlight.answer.queue;

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
 * Those who wait, by start-time fair queueing: who came back first, then everyone's first ticket,
 * then everyone's second, …; a running call counts as one. Guarded by the {@link TicketTable}.
 *
 * <p>It orders visitors, not tickets: whatever one ticket does changes the turn of one visitor,
 * however many wait and whosever they are. So each step takes time logarithmic in their number.
 */
final class FairLine {

  private final Comparator<InMemoryTicket> byArrival;
  private final VisitorLine returned;
  private final Map<String, VisitorLine> visitors = new HashMap<>();

  /** The lines with a ticket that waits. */
  private final Set<VisitorLine> waiting = new HashSet<>();

  /** Of those, the ones with a ticket that may be asked now. */
  private final TreeSet<VisitorLine> turns;

  /** Those that are not to be asked before their time. */
  private final TreeSet<InMemoryTicket> parked;

  private int size;

  /** A ticket with its place among all. */
  private record Place(int round, long since, InMemoryTicket ticket) {}

  FairLine() {
    this(Comparator.comparingLong(InMemoryTicket::number), VisitorLine.BY_TURN);
  }

  /**
   * @param byArrival first come first
   * @param byTurn {@link VisitorLine#BY_TURN}, as a test may count it
   */
  FairLine(Comparator<InMemoryTicket> byArrival, Comparator<VisitorLine> byTurn) {
    this.byArrival = byArrival;
    this.returned = new VisitorLine(null, byArrival);
    this.turns = new TreeSet<>(byTurn);
    this.parked =
        new TreeSet<>(
            Comparator.<InMemoryTicket>comparingLong(ticket -> ticket.parkedUntilNanos)
                .thenComparing(byArrival));
  }

  int size() {
    return size;
  }

  void add(InMemoryTicket ticket) {
    size++;
    VisitorLine line = lineOf(ticket);
    turns.remove(line);
    line.add(ticket);
    changed(line);
  }

  void remove(InMemoryTicket ticket) {
    size--;
    parked.remove(ticket);
    VisitorLine line = lineOf(ticket);
    turns.remove(line);
    line.remove(ticket);
    changed(line);
  }

  void callStarted(String visitor) {
    VisitorLine line = lineOf(visitor);
    turns.remove(line);
    line.callStarted();
    changed(line);
  }

  /**
   * @param number greater than that of every ticket so far
   */
  void callEnded(String visitor, long number) {
    VisitorLine line = lineOf(visitor);
    turns.remove(line);
    line.callEnded(number);
    changed(line);
  }

  /** Whose turn it is, or null where nobody may be asked now. */
  @Nullable InMemoryTicket next() {
    return turns.isEmpty() ? null : turns.first().firstReady();
  }

  /** Not to be asked before that time; it keeps its place, and holds up nobody. */
  void park(InMemoryTicket ticket, long untilNanos) {
    ticket.parkedUntilNanos = untilNanos;
    parked.add(ticket);
    VisitorLine line = lineOf(ticket);
    turns.remove(line);
    line.park(ticket);
    changed(line);
  }

  void unparkAll() {
    while (!parked.isEmpty()) {
      unparkFirst();
    }
  }

  void unparkDue(long nowNanos) {
    while (!parked.isEmpty() && parked.first().parkedUntilNanos - nowNanos <= 0) {
      unparkFirst();
    }
  }

  private void unparkFirst() {
    InMemoryTicket ticket = parked.pollFirst();
    VisitorLine line = lineOf(ticket);
    turns.remove(line);
    line.unpark(ticket);
    changed(line);
  }

  /** How long until one may be asked again, or null where none is parked. */
  @Nullable Duration untilUnparked(long nowNanos) {
    return parked.isEmpty()
        ? null
        : Duration.ofNanos(Math.max(0, parked.first().parkedUntilNanos - nowNanos));
  }

  /** All of them; the only step that takes time for each, and none for those who only run. */
  List<InMemoryTicket> inOrder() {
    List<Place> places = new ArrayList<>(size);
    waiting.forEach(line -> addPlaces(line, places));
    places.sort(Comparator.comparingInt(Place::round).thenComparingLong(Place::since));
    return places.stream().map(Place::ticket).toList();
  }

  private static void addPlaces(VisitorLine line, List<Place> places) {
    int before = 0;
    for (InMemoryTicket ticket : line.waiting()) {
      places.add(new Place(line.roundOf(before++), line.since(ticket), ticket));
    }
  }

  private VisitorLine lineOf(InMemoryTicket ticket) {
    return ticket.returned ? returned : lineOf(ticket.visitor);
  }

  private VisitorLine lineOf(String visitor) {
    return visitors.computeIfAbsent(visitor, key -> new VisitorLine(key, byArrival));
  }

  private void changed(VisitorLine line) {
    if (line.hasWaiting()) {
      waiting.add(line);
    } else {
      waiting.remove(line);
    }
    if (line.hasReady()) {
      line.setTurn();
      turns.add(line);
    }
    String visitor = line.visitor();
    if (visitor != null && line.isIdle()) {
      visitors.remove(visitor);
    }
  }
}
