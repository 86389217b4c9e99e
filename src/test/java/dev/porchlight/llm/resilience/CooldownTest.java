package dev.porchlight.llm.resilience;

import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT;
import static dev.porchlight.llm.resilience.FailoverRouterBench.assertGivesUp;
import static dev.porchlight.llm.resilience.FailoverRouterBench.assertWaits;
import static dev.porchlight.llm.resilience.FailoverRouterBench.go;
import static dev.porchlight.llm.resilience.FailoverRouterBench.goCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.FakeChatModel;
import dev.porchlight.testing.RecordedCompletion;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An upstream's time of cooldown, and the slow start after it. */
final class CooldownTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final FailoverRouterBench bench = new FailoverRouterBench();
  private final FailoverRouter router = bench.withoutFallback();

  @Test
  void anOpenUpstreamTakesEveryCall() {
    for (int i = 0; i < 50; i++) {
      go(ask());
    }
    assertThat(bench.primary.started()).isEqualTo(50);
  }

  @Test
  void everyoneWaitsTogetherAsLongAsTheUpstreamAsks() {
    FailoverAttempt first = ask();
    restFor(first, TWO_SECONDS);
    FailoverAttempt second = ask();
    assertWaits(first, TWO_SECONDS);
    assertWaits(second, TWO_SECONDS);
    bench.time.advance(Duration.ofMillis(1999));
    assertWaits(second, Duration.ofMillis(1));
    bench.time.advance(Duration.ofMillis(1));
    go(second);
  }

  @Test
  void aCallOfBeforeThatNamesALaterTimeProlongsTheCooldownAndAnEarlierOneDoesNot() {
    List<FakeChatModel.Call> calls = start(3);
    calls.get(0).asksForCooldown(TWO_SECONDS);
    calls.get(1).asksForCooldown(Duration.ofSeconds(5));
    calls.get(2).asksForCooldown(Duration.ofSeconds(1));
    assertWaits(ask(), Duration.ofSeconds(5));
  }

  @Test
  void aCallOfBeforeThatIsAnsweredDoesNotEndTheCooldown() {
    List<FakeChatModel.Call> calls = start(2);
    calls.get(0).asksForCooldown(TWO_SECONDS);
    calls.get(1).begins();
    assertWaits(ask(), TWO_SECONDS);
  }

  @Test
  void aWaitBeyondThePatienceEndsTheAnswerWithTheTrueWait() {
    FailoverAttempt first = ask();
    restFor(first, A_MINUTE);
    assertGivesUp(first, FailureCode.UPSTREAM_BUSY, A_MINUTE);
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, A_MINUTE);
  }

  @Test
  void patienceCountsFromTheFirstCall() {
    FailoverAttempt waiting = ask();
    FailoverAttempt calling = ask();
    go(calling);
    bench.time.advance(Duration.ofSeconds(25));
    bench.primary.last().asksForCooldown(Duration.ofSeconds(6));
    assertGivesUp(calling, FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(6));
    assertWaits(waiting, Duration.ofSeconds(6));
  }

  @Test
  void noCooldownLastsForMoreThanAnHour() {
    restFor(ask(), Duration.ofDays(9));
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, Duration.ofHours(1));
  }

  @Test
  void anAnswerTriesAnUpstreamFourTimesAtMost() {
    FailoverAttempt attempt = ask();
    for (int i = 0; i < 4; i++) {
      restFor(attempt, TWO_SECONDS);
      bench.time.advance(TWO_SECONDS);
    }
    assertGivesUp(attempt, FailureCode.UPSTREAM_BUSY, null);
    assertThat(bench.primary.started()).isEqualTo(4);
    assertThat(snapshot().calls()).isEqualTo(4);
    assertThat(snapshot().retries()).isEqualTo(3);
    assertThat(snapshot().failures()).containsOnlyKeys(FailureCode.UPSTREAM_BUSY);
  }

  @Test
  void whereTheUpstreamNamesNoTimeTheWaitGrowsAtRandom() {
    Duration longest = Duration.ofMillis(500);
    for (int i = 0; i < 4; i++) {
      FailoverAttempt attempt = ask();
      go(attempt);
      bench.primary.last().fails(FailureCode.UPSTREAM_BUSY);
      Duration wait = waitOf(attempt);
      assertThat(wait).isBetween(Duration.ofNanos(1), longest);
      bench.time.advance(wait);
      longest = longest.multipliedBy(2);
    }
  }

  @Test
  void afterTheCooldownOneCallGoesThenTwoThenFour() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    List<FakeChatModel.Call> first = startAll(1);
    first.forEach(FakeChatModel.Call::begins);
    List<FakeChatModel.Call> second = startAll(2);
    second.forEach(FakeChatModel.Call::begins);
    List<FakeChatModel.Call> third = startAll(4);
    assertThat(snapshot().state()).isEqualTo(UpstreamStatus.State.SLOW_START);
    third.get(0).begins();
    assertThat(snapshot().state()).isEqualTo(UpstreamStatus.State.CLOSED);
    start(50);
  }

  @Test
  void aModelThatIsStillThinkingConfirmsTheUpstream() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    FakeChatModel.Call thinking = startAll(1).get(0);
    thinking.thinks("Let me see.");
    startAll(2);
    thinking.begins();
    assertWaits(ask());
  }

  @Test
  void aWaitThatIsNamedAfterAThoughtIsKeptToo() {
    go(ask());
    bench.primary.last().thinks("Let me see.");
    bench.primary.last().asksForCooldown(TWO_SECONDS);
    assertWaits(ask(), TWO_SECONDS);
  }

  @Test
  void aQuestionThatMayBeAskedAgainIsNoReasonToRefuseAnother() {
    Decision.Go other = goCall(ask());
    go(ask());
    bench.primary.last().fails(FailureCode.QUESTION_REFUSED, FailureAction.WAIT_AND_RETRY);
    RecordedCompletion completion = new RecordedCompletion();
    other.write(completion);
    assertThat(completion.ending())
        .isInstanceOfSatisfying(
            CompletionOutcome.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo(FailureCode.UPSTREAM_BUSY));
  }

  @Test
  void aRefusedQuestionConfirmsTheUpstreamToo() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1).get(0).fails(FailureCode.QUESTION_REFUSED);
    startAll(2);
  }

  @Test
  void aCallThatIsAbortedBeforeItWasConfirmedLeavesItsPlaceToTheNext() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    FakeChatModel.Call probe = startAll(1).get(0);
    int before = bench.changes;
    probe.abort();
    assertThat(bench.changes).isGreaterThan(before);
    startAll(1);
  }

  @Test
  void aCancelledCallLeavesItsPlaceToTheNext() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    Decision.Go call = goCall(ask());
    assertWaits(ask());
    call.cancel();
    startAll(1);
    assertThatThrownBy(call::cancel).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureInTheSlowStartShutsTheCircuitBreakerAgain() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1).get(0).begins();
    List<FakeChatModel.Call> two = startAll(2);
    two.get(0).asksForCooldown(TWO_SECONDS);
    two.get(1).begins();
    assertWaits(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1);
  }

  @Test
  void aCallThatWasAllowedBeforeTheCooldownIsNotStartedInIt() {
    FailoverAttempt late = ask();
    go(ask());
    Decision.Go call = goCall(late);
    bench.primary.last().asksForCooldown(TWO_SECONDS);
    RecordedCompletion completion = new RecordedCompletion();
    call.write(completion);
    assertThat(bench.primary.started()).isOne();
    assertThat(completion.ending())
        .isEqualTo(new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, TWO_SECONDS));
    assertWaits(late, TWO_SECONDS);
    assertThat(snapshot().tokensReserved()).isZero();
  }

  @Test
  void everyoneIsToldWhenTheCooldownBeginsAndWhenItEnds() {
    restFor(ask(), TWO_SECONDS);
    assertThat(bench.changes).isOne();
    bench.time.advance(TWO_SECONDS);
    assertThat(bench.changes).isEqualTo(2);
    FakeChatModel.Call probe = startAll(1).get(0);
    assertThat(bench.changes).isEqualTo(2);
    probe.begins();
    assertThat(bench.changes).isEqualTo(3);
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void nobodyWaitsLongerForASilentProbeThanThePatience() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1);
    FailoverAttempt waiting = ask();
    bench.time.advance(FailoverRouterBench.PATIENCE);
    assertWaits(waiting);
    bench.time.advance(Duration.ofSeconds(1));
    assertGivesUp(waiting, FailureCode.UPSTREAM_BUSY, null);
  }

  @Test
  void aQuestionThatWasRefusedIsAskedOfNobodyElse() {
    FailoverAttempt attempt = ask();
    go(attempt);
    bench.primary.last().fails(FailureCode.QUESTION_TOO_LONG);
    assertThat(attempt.choose().toCompletableFuture().join())
        .isEqualTo(new Decision.GiveUp(FailureCode.QUESTION_TOO_LONG, null, false));
  }

  @Test
  void aClosedCircuitBreakerKeepsNoTimer() {
    restFor(ask(), A_MINUTE);
    assertThat(bench.time.pending()).isOne();
    router.close();
    assertThat(bench.time.pending()).isZero();
  }

  private FailoverAttempt ask() {
    return router.ask(PROMPT, tokens -> {});
  }

  private UpstreamStatus snapshot() {
    return router.snapshots().get(0);
  }

  private void restFor(FailoverAttempt attempt, Duration wait) {
    go(attempt);
    bench.primary.last().asksForCooldown(wait);
  }

  private List<FakeChatModel.Call> start(int calls) {
    return Stream.generate(
            () -> {
              go(ask());
              return bench.primary.last();
            })
        .limit(calls)
        .toList();
  }

  /** Starts so many, and asserts that one more would wait. */
  private List<FakeChatModel.Call> startAll(int calls) {
    List<FakeChatModel.Call> started = start(calls);
    assertWaits(ask());
    return started;
  }

  private static Duration waitOf(FailoverAttempt attempt) {
    return ((Decision.Wait) attempt.choose().toCompletableFuture().join()).remaining();
  }
}
