package dev.porchlight.answer.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FairLineTest {

  private static final InMemoryAdmissionQueue ANY =
      new InMemoryAdmissionQueue(
          1, 0, new Timers(new ManualScheduler(), Runnable::run), new ManualScheduler());

  private long lastNumber;

  @Test
  void whoAsksAheadIsServedNoSoonerThanWhoAsksOneAfterAnother() {
    FairLine line = new FairLine();
    List<InMemoryTicket> all = List.of(add(line, "a"), add(line, "a"), add(line, "a"));
    InMemoryTicket b = add(line, "b");
    InMemoryTicket c = add(line, "c");

    assertThat(servedOneByOne(line)).containsExactly(all.get(0), b, c, all.get(1), all.get(2));
  }

  @Test
  void aVisitorIsAsManyRoundsBehindAsItsCallsRun() {
    FairLine line = new FairLine();
    line.callStarted("a");
    line.callStarted("a");
    InMemoryTicket third = add(line, "a");
    InMemoryTicket first = add(line, "b");
    InMemoryTicket second = add(line, "b");

    assertThat(line.inOrder()).containsExactly(first, second, third);
    line.callEnded("a", ++lastNumber);
    assertThat(line.inOrder()).containsExactly(first, second, third);
    line.callEnded("a", ++lastNumber);
    assertThat(line.inOrder()).containsExactly(first, third, second);
  }

  @Test
  void whoIsParkedKeepsItsPlaceAndHoldsUpNobody() {
    FairLine line = new FairLine();
    InMemoryTicket a = add(line, "a");
    InMemoryTicket b = add(line, "b");
    line.park(a, 10);

    assertThat(line.next()).isSameAs(b);
    assertThat(line.inOrder()).containsExactly(a, b);
    line.unparkDue(9);
    assertThat(line.next()).isSameAs(b);
    line.unparkDue(10);
    assertThat(line.next()).isSameAs(a);
  }

  @Test
  void whateverHappensTheNextIsTheFirstOfTheOrder() {
    Random random = new Random(3);
    FairLine line = new FairLine();
    List<InMemoryTicket> waiting = new ArrayList<>();
    List<InMemoryTicket> running = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int what = random.nextInt(5);
      if (what < 2) {
        waiting.add(add(line, "visitor " + random.nextInt(7)));
      } else if (what == 2 && !waiting.isEmpty()) {
        line.remove(waiting.remove(random.nextInt(waiting.size())));
      } else if (what == 3 && !waiting.isEmpty()) {
        InMemoryTicket next = Objects.requireNonNull(line.next());
        run(line, next);
        waiting.remove(next);
        running.add(next);
      } else if (what == 4 && !running.isEmpty()) {
        InMemoryTicket ended = running.remove(random.nextInt(running.size()));
        line.callEnded(ended.visitor, ++lastNumber);
        if (random.nextBoolean()) {
          ended.returned = true;
          line.add(ended);
          waiting.add(ended);
        }
      }
      List<InMemoryTicket> order = line.inOrder();
      assertThat(order).containsExactlyInAnyOrderElementsOf(waiting);
      assertThat(line.next()).isSameAs(order.isEmpty() ? null : order.get(0));
    }
  }

  /** One visitor with all the places, each visitor with one, and what is between. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, Integer.MAX_VALUE})
  void eachStepTakesTimeLogarithmicInThoseWhoWait(int ticketsOfEach) {
    long few = mostComparisons(1_000, ticketsOfEach);
    long many = mostComparisons(100_000, ticketsOfEach);

    assertThat(few).as("comparisons where 1,000 wait").isPositive();
    assertThat(many).as("comparisons where 100,000 wait").isLessThanOrEqualTo(few * 5 / 2);
    assertThat(many).isLessThan(200);
  }

  /** The most comparisons that a step of any kind takes where so many wait. */
  private long mostComparisons(int tickets, int ticketsOfEach) {
    long[] comparisons = new long[1];
    FairLine line =
        new FairLine(
            counted(Comparator.comparingLong(InMemoryTicket::number), comparisons),
            counted(VisitorLine.BY_TURN, comparisons));
    IntFunction<String> visitor = i -> "visitor " + i / ticketsOfEach;
    List<InMemoryTicket> waiting =
        new ArrayList<>(
            IntStream.range(0, tickets).mapToObj(i -> add(line, visitor.apply(i))).toList());
    Random random = new Random(5);
    long most = 0;
    for (int i = 0; i < 200; i++) {
      InMemoryTicket any = waiting.remove(random.nextInt(waiting.size()));
      InMemoryTicket parked = Objects.requireNonNull(line.next());
      List<Runnable> steps =
          List.of(
              () -> add(line, visitor.apply(random.nextInt(tickets))),
              () -> line.remove(any),
              () -> line.park(parked, 1),
              () -> line.unparkDue(1),
              () -> run(line, Objects.requireNonNull(line.next())),
              () -> line.callEnded(parked.visitor, ++lastNumber));
      for (Runnable step : steps) {
        comparisons[0] = 0;
        step.run();
        most = Math.max(most, comparisons[0]);
      }
      waiting.remove(parked);
    }
    return most;
  }

  private static <T> Comparator<T> counted(Comparator<T> order, long[] comparisons) {
    return (a, b) -> {
      comparisons[0]++;
      return order.compare(a, b);
    };
  }

  /** In which order they are served where one call runs at a time. */
  private List<InMemoryTicket> servedOneByOne(FairLine line) {
    List<InMemoryTicket> served = new ArrayList<>();
    for (InMemoryTicket next = line.next(); next != null; next = line.next()) {
      run(line, next);
      served.add(next);
      line.callEnded(next.visitor, ++lastNumber);
    }
    return served;
  }

  private static void run(FairLine line, InMemoryTicket ticket) {
    line.remove(ticket);
    line.callStarted(ticket.visitor);
  }

  private InMemoryTicket add(FairLine line, String visitor) {
    InMemoryTicket ticket = new InMemoryTicket(ANY, visitor, ++lastNumber);
    line.add(ticket);
    return ticket;
  }
}
