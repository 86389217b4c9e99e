package dev.porchlight.answer.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.resilience.Decision;
import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AdmissionQueueTest {

  private final ManualScheduler time = new ManualScheduler();
  private final List<String> called = new ArrayList<>();

  /** What the upstreams say to whoever is asked. */
  private Decision choice = new Going();

  @Test
  void soManyGoAtOnceAndTheOthersWaitInTheOrderTheyCameIn() {
    AdmissionQueue queue = AdmissionQueue.inMemory(2, 10, new Timers(time, Runnable::run), time);
    List<Waiting> all = List.of("a", "b", "c", "d").stream().map(v -> join(queue, v)).toList();

    assertThat(called).containsExactly("a", "b");
    assertThat(all.get(2).position()).isEqualTo(1);
    assertThat(all.get(3).position()).isEqualTo(2);

    all.get(0).ticket.leave();
    assertThat(called).containsExactly("a", "b", "c");
    assertThat(all.get(3).position()).isEqualTo(1);
  }

  @Test
  void aWaitIsOverWhenItsTimeIsAlsoWhereNothingElseHappens() {
    AdmissionQueue queue = queue(1);
    choice = new Decision.Wait(Duration.ofSeconds(2));
    Waiting waits = join(queue, "a");
    choice = new Decision.Wait(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(2));
    assertThat(waits.went).isFalse();
    choice = new Going();
    time.advance(Duration.ofSeconds(1));
    assertThat(waits.went).isTrue();
    assertThat(time.pending()).isZero();
  }

  @Test
  void aVisitorsSecondPlaceStandsBehindEveryOthersFirst() {
    AdmissionQueue queue = queue(1);
    Waiting first = join(queue, "x");
    Waiting greedy1 = join(queue, "greedy");
    Waiting greedy2 = join(queue, "greedy");
    Waiting greedy3 = join(queue, "greedy");
    Waiting other = join(queue, "other");

    assertThat(positions(greedy1, other, greedy2, greedy3)).containsExactly(1, 2, 3, 4);

    first.ticket.leave();
    assertThat(positions(other, greedy2, greedy3))
        .describedAs("a call that runs counts as the first")
        .containsExactly(1, 2, 3);
  }

  @Test
  void beyondItsLengthItIsFullUntilSomebodyLeaves() {
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 1, new Timers(time, Runnable::run), time);
    Waiting runs = join(queue, "a");
    join(queue, "b");

    assertThat(take(queue, "c")).isNull();
    assertThat(queue.untilThereIsRoom()).isPositive();
    runs.ticket.leave();
    assertThat(take(queue, "c")).isNotNull();
  }

  @Test
  void aLengthOfZeroLetsNobodyWaitButStillLetsCallsGo() {
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 0, new Timers(time, Runnable::run), time);
    assertThat(join(queue, "a").went).isTrue();
    assertThat(take(queue, "b")).isNull();
  }

  @Test
  void whoFailedUnheardComesBackToTheFront() {
    AdmissionQueue queue = queue(1);
    Waiting first = join(queue, "a");
    Waiting second = join(queue, "b");
    choice = new Decision.Wait(Duration.ofSeconds(7));

    first.ticket.again();

    assertThat(positions(first, second)).containsExactly(1, 2);
    assertThat(Objects.requireNonNull(first.ticket.standing().position()).etaSeconds())
        .isEqualTo(7);
    assertThat(queue.running()).isZero();

    choice = new Going();
    queue.move();
    assertThat(called).containsExactly("a", "a");
  }

  @Test
  void whileTheUpstreamsAskForCooldownNobodyGoes() {
    AdmissionQueue queue = AdmissionQueue.inMemory(4, 10, new Timers(time, Runnable::run), time);
    choice = new Decision.Wait(Duration.ofMillis(1_500));
    Waiting a = join(queue, "a");
    Waiting b = join(queue, "b");

    assertThat(called).isEmpty();
    assertThat(positions(a, b)).containsExactly(1, 2);
    assertThat(Objects.requireNonNull(a.ticket.standing().position()).etaSeconds()).isEqualTo(2);
  }

  @Test
  void whoWillNotBeAnsweredIsToldAndTheNextIsAsked() {
    AdmissionQueue queue = queue(1);
    choice = new Decision.GiveUp(FailureCode.UPSTREAM_UNAVAILABLE, null, true);

    Waiting a = join(queue, "a");

    assertThat(a.gaveUp).isEqualTo(choice);
    assertThat(queue.waiting()).isZero();
    assertThat(queue.running()).isZero();
  }

  @Test
  void leavingFreesThePlaceOnceWhereverItStood() {
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 1, new Timers(time, Runnable::run), time);
    Waiting runs = join(queue, "a");
    Waiting waits = join(queue, "b");
    waits.ticket.leave();
    waits.ticket.leave();
    runs.ticket.leave();
    runs.ticket.leave();

    assertThat(queue.running()).isZero();
    assertThat(queue.waiting()).isZero();
    assertThat(take(queue, "c")).isNotNull();
    assertThat(take(queue, "d")).isNotNull();
    assertThat(take(queue, "e")).isNull();
  }

  @Test
  void aPlaceThatWasLeftBeforeItBeganToWaitNeverGoes() {
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 1, new Timers(time, Runnable::run), time);
    QueueTicket ticket = Objects.requireNonNull(take(queue, "a"));
    ticket.leave();
    Waiting waiting = new Waiting(ticket, "a");
    ticket.start(waiting);

    assertThat(called).isEmpty();
    assertThat(queue.running()).isZero();
  }

  @Test
  void theEstimateFollowsWhatCallsTook() {
    AdmissionQueue queue = queue(1);
    for (int i = 0; i < 40; i++) {
      Waiting call = join(queue, "a");
      time.advance(Duration.ofSeconds(20));
      call.ticket.leave();
    }
    join(queue, "runs");
    Waiting next = join(queue, "b");
    Waiting after = join(queue, "c");

    assertThat(Objects.requireNonNull(next.ticket.standing().position()).etaSeconds())
        .isBetween(19L, 21L);
    assertThat(Objects.requireNonNull(after.ticket.standing().position()).etaSeconds())
        .isBetween(38L, 41L);
  }

  @Test
  void aClosedQueueSendsAwayWhoeverWaitsAndWhoeverComes() {
    AdmissionQueue queue = queue(1);
    Waiting runs = join(queue, "a");
    Waiting waits = join(queue, "b");

    queue.close();

    assertThat(runs.gaveUp).isNull();
    assertThat(Objects.requireNonNull(waits.gaveUp).code()).isEqualTo(FailureCode.SHUTTING_DOWN);
    runs.ticket.again();
    assertThat(Objects.requireNonNull(runs.gaveUp).code()).isEqualTo(FailureCode.SHUTTING_DOWN);
    assertThat(Objects.requireNonNull(join(queue, "c").gaveUp).fallbackAllowed()).isFalse();
  }

  @Test
  void whoHasToWaitForAnUpstreamHoldsUpNobodyWhoMayAskAnother() {
    AdmissionQueue queue = queue(4);
    Waiting waits = join(queue, "a", new Decision.Wait(Duration.ofSeconds(20)));
    Waiting waitsLess = join(queue, "b", new Decision.Wait(Duration.ofSeconds(5)));
    join(queue, "c", new Going());
    join(queue, "d", new Going());

    assertThat(called).containsExactly("c", "d");
    assertThat(positions(waits, waitsLess)).containsExactly(1, 2);

    waitsLess.own = new Going();
    time.advance(Duration.ofSeconds(5));

    assertThat(called).containsExactly("c", "d", "b");
    assertThat(waits.went).isFalse();
  }

  @Test
  void aCallThatCannotStartGivesItsPlaceAndItsPermitBack() {
    AdmissionQueue queue = queue(1);
    FailingGo go = new FailingGo();
    QueueTicket ticket = Objects.requireNonNull(take(queue, "a"));
    ticket.start(
        new Waiting(ticket, "a") {
          @Override
          public CompletionStage<Decision> choose() {
            return CompletableFuture.completedFuture(go);
          }

          @Override
          public void go(Decision.Go permitted) {
            throw new IllegalStateException("cannot start");
          }
        });

    assertThat(go.cancelled).isTrue();
    assertThat(queue.running()).isZero();
    assertThat(join(queue, "b").went).isTrue();
  }

  @Test
  void whoCannotChooseIsSentAwayAndTheOthersGo() {
    AdmissionQueue queue = queue(1);
    choice = new Decision.Wait(Duration.ofSeconds(1));
    Waiting other = join(queue, "b");
    QueueTicket ticket = Objects.requireNonNull(take(queue, "a"));
    Waiting fails =
        new Waiting(ticket, "a") {
          @Override
          public CompletionStage<Decision> choose() {
            throw new IllegalStateException("cannot choose");
          }
        };
    ticket.start(fails);

    assertThat(Objects.requireNonNull(fails.gaveUp).code()).isEqualTo(FailureCode.INTERNAL_ERROR);
    choice = new Going();
    queue.move();
    assertThat(other.went).isTrue();
  }

  @Test
  void nobodyWhoMovesTheQueueDoesTheWorkOfAnother() {
    List<Runnable> handedOver = new ArrayList<>();
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 10, new Timers(time, handedOver::add), time);
    Waiting runs = join(queue, "a");
    Waiting waits = join(queue, "b");
    handedOver.forEach(Runnable::run);
    handedOver.clear();
    assertThat(runs.went).isTrue();

    runs.ticket.leave();
    assertThat(waits.went).isFalse();
    handedOver.forEach(Runnable::run);
    assertThat(waits.went).isTrue();
  }

  @Test
  void whereManyWaitTheyAreToldOfAllThatMovedInAFifthOfASecondTogether() {
    AdmissionQueue queue = AdmissionQueue.inMemory(1, 100, new Timers(time, Runnable::run), time);
    Waiting runs = join(queue, "runs");
    List<Waiting> waiting = IntStream.range(0, 100).mapToObj(i -> join(queue, "v" + i)).toList();
    time.advance(StandingUpdates.PACE);
    assertThat(waiting.get(99).position()).isEqualTo(100);
    int told = waiting.get(99).told;

    runs.ticket.leave();
    waiting.subList(0, 20).forEach(one -> one.ticket.leave());
    time.advance(StandingUpdates.PACE);

    assertThat(waiting.get(99).position()).isEqualTo(79);
    assertThat(waiting.get(99).told - told).isLessThanOrEqualTo(2);
  }

  @Test
  void whoWasToldToWaitIsNotAskedAgainForAnothersLeaving() {
    AdmissionQueue queue = queue(4);
    choice = new Decision.Wait(Duration.ofSeconds(5));
    Waiting waits = join(queue, "a");
    Waiting leaves = join(queue, "b");
    int asked = waits.asked;

    leaves.ticket.leave();
    assertThat(waits.asked).isEqualTo(asked);
    queue.move();
    assertThat(waits.asked).isEqualTo(asked + 1);
  }

  /** Each answer takes its place, runs, and leaves, on whichever thread comes by. */
  @Test
  void manyThreadsNeverRunMoreThanTheCallsAtOnceAndNobodyIsForgotten() throws Exception {
    int calls = 3;
    int answers = 4_000;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    try {
      AdmissionQueue queue =
          AdmissionQueue.inMemory(calls, answers, new Timers(time, threads), time);
      for (int i = 0; i < answers; i++) {
        String visitor = "visitor " + i % 7;
        threads.execute(
            () -> {
              QueueTicket ticket = Objects.requireNonNull(take(queue, visitor));
              ticket.start(
                  new Waiting(ticket, visitor) {
                    @Override
                    public CompletionStage<Decision> choose() {
                      return CompletableFuture.completedFuture(new Going());
                    }

                    @Override
                    public void go(Decision.Go go) {
                      most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                      threads.execute(
                          () -> {
                            atOnce.decrementAndGet();
                            ended.incrementAndGet();
                            ticket.leave();
                          });
                    }

                    @Override
                    public void queued() {
                      // It may have gone meanwhile.
                    }
                  });
            });
      }
      Awaitility.await("all to have run").until(() -> ended.get() == answers);
      Awaitility.await("an empty queue").until(() -> queue.running() + queue.waiting() == 0);
      assertThat(most.get()).isBetween(1, calls);
    } finally {
      threads.shutdownNow();
    }
  }

  private AdmissionQueue queue(int calls) {
    return AdmissionQueue.inMemory(calls, 10, new Timers(time, Runnable::run), time);
  }

  private Waiting join(AdmissionQueue queue, String visitor) {
    return join(queue, visitor, null);
  }

  private Waiting join(AdmissionQueue queue, String visitor, @Nullable Decision own) {
    QueueTicket ticket = Objects.requireNonNull(take(queue, visitor));
    Waiting waiting = new Waiting(ticket, visitor);
    waiting.own = own;
    ticket.start(waiting);
    return waiting;
  }

  private static List<Integer> positions(Waiting... all) {
    return List.of(all).stream().map(Waiting::position).toList();
  }

  private class Waiting implements QueueTicket.QueueListener {
    final QueueTicket ticket;
    final String visitor;
    boolean went;
    int asked;
    int told;
    Decision.@Nullable GiveUp gaveUp;

    /** What the upstreams say to this one alone. */
    @Nullable Decision own;

    Waiting(QueueTicket ticket, String visitor) {
      this.ticket = ticket;
      this.visitor = visitor;
    }

    int position() {
      return Objects.requireNonNull(ticket.standing().position()).position();
    }

    @Override
    public CompletionStage<Decision> choose() {
      asked++;
      return CompletableFuture.completedFuture(own == null ? choice : own);
    }

    @Override
    public void go(Decision.Go go) {
      went = true;
      called.add(visitor);
    }

    @Override
    public void giveUp(Decision.GiveUp giveUp) {
      gaveUp = giveUp;
    }

    @Override
    public void queued() {
      told++;
      assertThat(ticket.standing().position()).isNotNull();
    }
  }

  private static final class FailingGo implements Decision.Go {
    private boolean cancelled;

    @Override
    public ModelCall write(CompletionListener listener) {
      throw new IllegalStateException("never written");
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private static final class Going implements Decision.Go {
    @Override
    public ModelCall write(CompletionListener listener) {
      return () -> {};
    }

    @Override
    public void cancel() {}
  }

  private static @Nullable QueueTicket take(AdmissionQueue queue, String visitor) {
    return queue.take(visitor).toCompletableFuture().join();
  }
}
