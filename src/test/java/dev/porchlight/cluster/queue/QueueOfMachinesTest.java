package dev.porchlight.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.llm.resilience.Decision;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several machines with one queue over a real Redis. */
final class QueueOfMachinesTest {

  private static final String LEASES = "porchlight:{queue}:leases";
  private static final String LINE = "porchlight:{queue}:line";
  private static final String TAKEN = "porchlight:{queue}:taken";

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private static AdmissionQueue queue(int calls, int length) {
    return queue(redis.machines(), calls, length);
  }

  private static AdmissionQueue queue(Machines machines, int calls, int length) {
    return together(
        machines
            .join(Ticker.systemTicker(), InstantSource.system())
            .queues()
            .create(calls, length));
  }

  /** Waits until it has the line in common with the others. */
  private static AdmissionQueue together(AdmissionQueue queue) {
    Awaitility.await("the common line")
        .until(
            () -> {
              QueueTicket ticket = Caller.take(queue, "first");
              boolean isCommon = ticket != null && taken() > 0;
              if (ticket != null) {
                ticket.leave();
              }
              return isCommon;
            });
    awaitEmpty();
    return queue;
  }

  private static int taken() throws IOException {
    return Integer.parseInt(redis.server().ask("ZCARD", TAKEN).substring(1));
  }

  private static void awaitEmpty() {
    Awaitility.await("an empty line").until(() -> taken() == 0);
  }

  private static Caller join(AdmissionQueue queue, String visitor) {
    return Caller.join(queue, visitor, Caller.Going::new);
  }

  @Test
  void callsAndLengthHoldForAllMachinesTogether() {
    AdmissionQueue first = queue(1, 1);
    AdmissionQueue second = queue(1, 1);
    Caller runs = join(first, "a");
    runs.awaitCalls(1);
    Caller waits = join(second, "b");
    waits.awaitPosition(1);
    assertThat(Caller.take(first, "c")).isNull();
    assertThat(Caller.take(second, "c")).isNull();

    runs.ticket.leave();
    waits.awaitCalls(1);
    assertThat(first.running()).isZero();
    assertThat(second.running()).isOne();
  }

  @Test
  void aVisitorsSecondPlaceStandsBehindEveryOthersFirstOnWhicheverMachine() {
    AdmissionQueue first = queue(1, 10);
    AdmissionQueue second = queue(1, 10);
    Caller runs = join(first, "greedy");
    runs.awaitCalls(1);
    Caller ahead = join(second, "greedy");
    ahead.awaitPosition(1);
    Caller other = join(first, "other");

    other.awaitPosition(1);
    ahead.awaitPosition(2);
    runs.ticket.leave();
    other.awaitCalls(1);
    assertThat(ahead.calls).hasValue(0);
  }

  @Test
  void whoComesBackStandsBeforeThoseOfAllMachines() {
    AdmissionQueue first = queue(1, 10);
    AdmissionQueue second = queue(1, 10);
    Caller fails = join(first, "a");
    fails.awaitCalls(1);
    Caller waits = join(second, "b");
    waits.awaitPosition(1);
    fails.ticket.again();
    fails.awaitCalls(2);
    assertThat(waits.calls).hasValue(0);
  }

  @Test
  void tenThousandTicketsOfAThousandVisitorsOnThreeMachinesEachGoOnceAndFairly() {
    int calls = 8;
    int tickets = 10_000;
    List<AdmissionQueue> queues =
        IntStream.range(0, 3).mapToObj(i -> queue(calls, tickets)).toList();
    Caller holdsAll = join(queues.get(0), "first");
    List<Caller> holders = new ArrayList<>(List.of(holdsAll));
    IntStream.range(1, calls).forEach(i -> holders.add(join(queues.get(0), "holder " + i)));
    holders.forEach(holder -> holder.awaitCalls(1));

    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Executor elsewhere = redis.machines().timers().executor();
    List<Caller> all = new ArrayList<>();
    List<CompletableFuture<QueueTicket>> taken = new ArrayList<>();
    for (int i = 0; i < tickets; i++) {
      String visitor = "visitor " + i / 10;
      taken.add(queues.get(i % 3).take(visitor).toCompletableFuture());
    }
    for (int i = 0; i < tickets; i++) {
      String visitor = "visitor " + i / 10;
      all.add(
          Caller.join(
              Objects.requireNonNull(taken.get(i).join()),
              Caller.Going::new,
              caller -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                order.add(visitor);
                elsewhere.execute(
                    () -> {
                      atOnce.decrementAndGet();
                      caller.ticket.leave();
                    });
              }));
    }
    Awaitility.await("all to wait")
        .until(() -> redis.server().ask("ZCARD", LINE).equals(":" + tickets));
    holders.forEach(holder -> holder.ticket.leave());
    Awaitility.await("all to have gone")
        .atMost(Duration.ofMinutes(2))
        .until(() -> order.size() >= tickets);

    assertThat(most.get()).isBetween(1, calls);
    assertThat(all).allSatisfy(caller -> assertThat(caller.calls).hasValue(1));
    assertThat(farthestApart(order, 10))
        .as("calls of two visitors apart: a round, and those that are on their way")
        .isLessThanOrEqualTo(3);
    awaitEmpty();
  }

  /** By how many calls one visitor was ever before another that still waits. */
  private static int farthestApart(Iterable<String> order, int ofEach) {
    Map<String, Integer> served = new HashMap<>();
    Map<Integer, Integer> visitorsWith = new HashMap<>(Map.of(0, 1_000));
    int farthest = 0;
    for (String visitor : order) {
      int now = served.merge(visitor, 1, Integer::sum);
      visitorsWith.merge(now - 1, -1, Integer::sum);
      visitorsWith.merge(now, 1, Integer::sum);
      int least = 0;
      while (least < ofEach && visitorsWith.getOrDefault(least, 0) == 0) {
        least++;
      }
      farthest = Math.max(farthest, now - least);
    }
    return farthest;
  }

  @Test
  void whatADeadMachineHeldIsFreeAgainAndWhatItHadWaitingIsGone() {
    AdmissionQueue living = queue(2, 10);
    Machines mortal = new Machines(redis.server());
    AdmissionQueue dying = queue(mortal, 2, 10);
    Caller holder = join(dying, "a");
    holder.awaitCalls(1);
    Caller runs = join(living, "b");
    runs.awaitCalls(1);
    Caller lost = join(dying, "c");
    lost.awaitPosition(1);
    Caller waits = join(living, "d");
    waits.awaitPosition(2);

    mortal.close();
    waits.awaitCalls(1);
    Caller next = join(living, "e");
    next.awaitPosition(1);
    assertThat(runs.calls).hasValue(1);
  }

  @Test
  void anEmptiedRedisIsToldOfAllTicketsAgain() throws IOException {
    AdmissionQueue first = queue(2, 10);
    AdmissionQueue second = queue(2, 10);
    Caller runs = join(first, "a");
    Caller alsoRuns = join(second, "b");
    runs.awaitCalls(1);
    alsoRuns.awaitCalls(1);
    Caller waits = join(first, "c");
    waits.awaitPosition(1);
    Caller waitsToo = join(second, "d");
    waitsToo.awaitPosition(2);

    redis.server().ask("FLUSHALL");
    Awaitility.await("all of them").until(() -> taken() == 4);
    assertThat(redis.server().ask("ZCARD", LEASES)).isEqualTo(":2");
    assertThat(waits.calls.get() + waitsToo.calls.get()).isZero();

    runs.ticket.leave();
    Awaitility.await().until(() -> waits.calls.get() + waitsToo.calls.get() == 1);
    alsoRuns.ticket.leave();
    waits.awaitCalls(1);
    waitsToo.awaitCalls(1);
  }

  @Test
  void aWaitThatOneMachineIsToldOfEndsForAllWhenTheUpstreamsChange() {
    AdmissionQueue first = queue(1, 10);
    AdmissionQueue second = queue(1, 10);
    Decision busy = new Decision.Wait(Duration.ofMinutes(5));
    AtomicReference<Decision> choice = new AtomicReference<>(busy);
    Caller waits = Caller.join(first, "a", choice::get);
    waits.awaitPosition(1);
    Caller waitsToo = Caller.join(second, "b", choice::get);
    waitsToo.awaitPosition(2);
    Awaitility.await().until(() -> waits.asked.get() > 0 && waitsToo.asked.get() > 0);
    choice.set(new Caller.Going());
    second.move();
    waits.awaitCalls(1);
    waits.ticket.leave();
    waitsToo.awaitCalls(1);
  }

  @Test
  void whileRedisIsLostEachMachineKeepsToItsShareAndGoesBackByItself() throws IOException {
    try (Machines hasty = new Machines(redis.server())) {
      Cluster one = hasty.joinHasty();
      Cluster two = hasty.joinHasty();
      hasty.awaitAllKnown();
      AdmissionQueue first = together(one.queues().create(4, 10));
      AdmissionQueue second = together(two.queues().create(4, 10));
      List<Caller> running = IntStream.range(0, 3).mapToObj(i -> join(first, "runs " + i)).toList();
      running.forEach(caller -> caller.awaitCalls(1));

      redis.server().freeze();
      List<Caller> waiting =
          IntStream.range(0, 4).mapToObj(i -> join(second, "waits " + i)).toList();
      waiting.get(1).awaitCalls(1);
      waiting.get(2).awaitPosition(1);
      Caller behind = join(first, "behind");
      behind.awaitPosition(2);
      running.get(0).ticket.leave();
      behind.awaitPosition(1);
      running.get(1).ticket.leave();
      behind.awaitCalls(1);
      assertThat(waiting.get(2).calls).hasValue(0);

      redis.server().resume();
      Awaitility.await("all of them again").until(() -> taken() == 6);
      assertThat(first.running() + second.running()).isEqualTo(4);
      running.get(2).ticket.leave();
      waiting.get(2).awaitCalls(1);
      behind.ticket.leave();
      waiting.get(3).awaitCalls(1);
    } finally {
      redis.server().resume();
    }
  }
}
