package dev.porchlight.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every admission queue keeps to, in the time of the real clock. */
abstract class AdmissionQueueContract {

  private static final Decision BUSY = new Decision.Wait(Duration.ofMinutes(5));

  /** What the upstreams say. */
  private volatile Decision choice = new Caller.Going();

  abstract AdmissionQueue queue(int calls, int length);

  private Caller join(AdmissionQueue queue, String visitor) {
    return Caller.join(queue, visitor, () -> choice);
  }

  @Test
  void soManyGoAtOnceAndTheOthersWaitInTheOrderTheyCameIn() {
    AdmissionQueue queue = queue(2, 10);
    List<Caller> all = List.of("a", "b", "c", "d").stream().map(v -> join(queue, v)).toList();

    all.get(0).awaitCalls(1);
    all.get(1).awaitCalls(1);
    all.get(2).awaitPosition(1);
    all.get(3).awaitPosition(2);
    assertThat(queue.running()).isEqualTo(2);
    assertThat(queue.waiting()).isEqualTo(2);

    all.get(0).ticket.leave();
    all.get(2).awaitCalls(1);
    all.get(3).awaitPosition(1);
    assertThat(all.get(3).calls).hasValue(0);
  }

  @Test
  void aVisitorsSecondPlaceStandsBehindEveryOthersFirst() {
    AdmissionQueue queue = queue(1, 10);
    Caller first = join(queue, "x");
    first.awaitCalls(1);
    List<Caller> greedy = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      greedy.add(join(queue, "greedy"));
    }
    Caller other = join(queue, "other");

    greedy.get(0).awaitPosition(1);
    other.awaitPosition(2);
    greedy.get(1).awaitPosition(3);
    greedy.get(2).awaitPosition(4);

    first.ticket.leave();
    greedy.get(0).awaitCalls(1);
    other.awaitPosition(1);
    greedy.get(0).ticket.leave();
    other.awaitCalls(1);
    greedy.get(1).awaitPosition(1);
    assertThat(greedy.get(1).calls).hasValue(0);
  }

  @Test
  void beyondItsLengthItIsFullUntilSomebodyLeaves() {
    AdmissionQueue queue = queue(1, 1);
    Caller runs = join(queue, "a");
    join(queue, "b");

    assertThat(Caller.take(queue, "c")).isNull();
    assertThat(queue.untilThereIsRoom()).isPositive();
    runs.ticket.leave();
    Awaitility.await().until(() -> Caller.take(queue, "c") != null);
  }

  @Test
  void whoFailedUnheardComesBackToTheFront() {
    AdmissionQueue queue = queue(1, 10);
    Caller first = join(queue, "a");
    first.awaitCalls(1);
    Caller second = join(queue, "b");
    second.awaitPosition(1);
    choice = BUSY;

    first.ticket.again();
    first.awaitPosition(1);
    second.awaitPosition(2);
    Awaitility.await().until(() -> queue.running() == 0);
    Awaitility.await().until(() -> second.asked.get() > 0);

    choice = new Caller.Going();
    queue.move();
    first.awaitCalls(2);
    assertThat(second.calls).hasValue(0);
  }

  @Test
  void whoHasToWaitForAnUpstreamHoldsUpNobodyAndIsAskedAgainInTime() {
    AdmissionQueue queue = queue(2, 10);
    choice = new Decision.Wait(Duration.ofSeconds(2));
    Caller waits = join(queue, "a");
    waits.awaitPosition(1);
    Awaitility.await().until(() -> waits.asked.get() > 0);
    choice = new Caller.Going();
    join(queue, "b").awaitCalls(1);
    waits.awaitCalls(1);
  }

  @Test
  void whoWillNotBeAnsweredIsToldAndTheNextIsAsked() {
    AdmissionQueue queue = queue(1, 10);
    choice = new Decision.GiveUp(FailureCode.UPSTREAM_UNAVAILABLE, null, true);
    Caller given = join(queue, "a");
    Awaitility.await().until(() -> given.gaveUp != null);
    assertThat(given.gaveUp).isEqualTo(choice);
    choice = new Caller.Going();
    join(queue, "b").awaitCalls(1);
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void leavingFreesThePlaceOnceWhereverItStood() {
    AdmissionQueue queue = queue(1, 1);
    Caller runs = join(queue, "a");
    Caller waits = join(queue, "b");
    runs.awaitCalls(1);
    waits.awaitPosition(1);
    waits.ticket.leave();
    waits.ticket.leave();
    runs.ticket.leave();
    runs.ticket.leave();

    Awaitility.await().until(() -> queue.running() + queue.waiting() == 0);
    Awaitility.await().until(() -> Caller.take(queue, "c") != null);
    Awaitility.await().until(() -> Caller.take(queue, "d") != null);
    assertThat(Caller.take(queue, "e")).isNull();
    assertThat(waits.calls).hasValue(0);
  }

  @Test
  void aClosedQueueSendsAwayWhoeverWaitsAndWhoeverComes() {
    AdmissionQueue queue = queue(1, 10);
    Caller runs = join(queue, "a");
    runs.awaitCalls(1);
    Caller waits = join(queue, "b");
    queue.close();

    awaitSentAway(waits);
    assertThat(runs.gaveUp).isNull();
    runs.ticket.again();
    awaitSentAway(runs);
    awaitSentAway(join(queue, "c"));
  }

  private static void awaitSentAway(Caller caller) {
    Awaitility.await().until(() -> caller.gaveUp != null);
    assertThat(Objects.requireNonNull(caller.gaveUp).code()).isEqualTo(FailureCode.SHUTTING_DOWN);
  }

  @Test
  void whoCannotChooseIsSentAwayAndTheOthersGo() {
    AdmissionQueue queue = queue(1, 10);
    Caller fails =
        Caller.join(
            queue,
            "a",
            () -> {
              throw new IllegalStateException("cannot choose");
            });
    Awaitility.await().until(() -> fails.gaveUp != null);
    assertThat(Objects.requireNonNull(fails.gaveUp).code()).isEqualTo(FailureCode.INTERNAL_ERROR);
    join(queue, "b").awaitCalls(1);
  }

  @Test
  void aCallThatCannotStartGivesItsPlaceBack() {
    AdmissionQueue queue = queue(1, 10);
    Caller.join(
        Objects.requireNonNull(Caller.take(queue, "a")),
        () -> choice,
        caller -> {
          throw new IllegalStateException("cannot start");
        });
    join(queue, "b").awaitCalls(1);
  }
}
