package dev.porchlight.llm.resilience;

import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT;
import static dev.porchlight.llm.resilience.FailoverRouterBench.assertGivesUp;
import static dev.porchlight.llm.resilience.FailoverRouterBench.assertWaits;
import static dev.porchlight.llm.resilience.FailoverRouterBench.go;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.FakeChatModel;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.RecordedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** When the fallback is asked, and when an upstream is kept from calls by an open circuit. */
final class FailoverTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final FailoverRouterBench bench = new FailoverRouterBench();
  private final FailoverRouter router = bench.withFallback();

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {
        "UPSTREAM_UNAVAILABLE",
        "UPSTREAM_TIMEOUT",
        "UPSTREAM_MISCONFIGURED",
        "PROVIDER_OUT_OF_CREDIT",
        "UPSTREAM_BAD_RESPONSE"
      })
  void whatCantBeTriedAgainGoesToTheFallback(FailureCode code) {
    FailoverAttempt attempt = ask();
    go(attempt);
    bench.primary.last().fails(code);
    RecordedCompletion completion = go(attempt);
    bench.fallback.last().begins();
    assertThat(completion.begins())
        .containsExactly(new AnswerStart(AnswerStart.By.FALLBACK, code, List.of()));
    assertThat(bench.primary.started()).isOne();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      mode = Mode.INCLUDE,
      names = {"QUESTION_REFUSED", "QUESTION_TOO_LONG", "INTERNAL_ERROR"})
  void whatLiesInTheQuestionGoesNowhere(FailureCode code) {
    FailoverAttempt attempt = ask();
    go(attempt);
    bench.primary.last().fails(code);
    assertThat(attempt.choose().toCompletableFuture().join())
        .isEqualTo(new Decision.GiveUp(code, null, false));
  }

  @Test
  void aShortWaitIsWaitedOutAndALongOneIsNot() {
    FailoverAttempt attempt = ask();
    go(attempt);
    bench.primary.last().asksForCooldown(Duration.ofSeconds(3));
    assertWaits(attempt, Duration.ofSeconds(3));
    bench.time.advance(Duration.ofSeconds(3));
    go(attempt);
    bench.primary.last().asksForCooldown(Duration.ofMillis(3001));
    go(attempt);
    assertThat(bench.fallback.started()).isOne();
  }

  @Test
  void whereTheFallbackCantGoEitherTheShorterWaitCounts() {
    goAndRest(bench.primary, TEN_SECONDS);
    goAndRest(bench.fallback, Duration.ofSeconds(4));
    assertWaits(ask(), Duration.ofSeconds(4));
    bench.time.advance(Duration.ofSeconds(4));
    go(ask());
    assertThat(bench.fallback.started()).isEqualTo(2);
  }

  @Test
  void whereBothAreAwayForLongerThanThePatienceTheSoonerOneIsTold() {
    goAndRest(bench.primary, Duration.ofMinutes(5));
    goAndRest(bench.fallback, Duration.ofMinutes(2));
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, Duration.ofMinutes(2));
  }

  @Test
  void aProbeThatStaysSilentSendsTheOthersToTheFallback() {
    goAndRest(bench.primary, Duration.ofSeconds(1));
    bench.time.advance(Duration.ofSeconds(1));
    go(ask());
    assertWaits(ask());
    bench.time.advance(Duration.ofSeconds(4));
    go(ask());
    assertThat(bench.fallback.started()).isOne();
  }

  @Test
  void afterFiveFailuresInARowTheUpstreamIsLeftAlone() {
    breakPrimary();
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.OPEN);
    assertThat(primary().remaining()).isEqualTo(TEN_SECONDS);
    go(ask());
    assertThat(bench.primary.started()).isEqualTo(5);
  }

  @Test
  void anAnswerBetweenTheFailuresKeepsTheUpstreamFromBeingBroken() {
    failTimes(4);
    go(ask());
    bench.primary.last().begins();
    failTimes(4);
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.CLOSED);
  }

  @Test
  void requestsForCooldownBreakNothing() {
    for (int i = 0; i < 9; i++) {
      goAndRest(bench.primary, Duration.ofSeconds(1));
      bench.time.advance(Duration.ofSeconds(1));
    }
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.SLOW_START);
  }

  @Test
  void aWaveOfRefusalsCountsOnce() {
    for (int i = 0; i < 20; i++) {
      go(ask());
    }
    List.copyOf(bench.primary.calls()).forEach(call -> call.fails(FailureCode.UPSTREAM_BUSY));
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.COOLING_DOWN);
  }

  @Test
  void oneCallProbesABrokenUpstreamAndNobodyWaitsForIt() {
    breakPrimary();
    bench.time.advance(TEN_SECONDS);
    go(ask());
    assertThat(bench.primary.started()).isEqualTo(6);
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.HALF_OPEN);
    go(ask());
    assertThat(bench.fallback.started()).isOne();
    bench.primary.last().begins();
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.SLOW_START);
    go(ask());
    go(ask());
    assertThat(bench.primary.started()).isEqualTo(8);
  }

  @Test
  void eachProbeThatFailsDoublesTheTimeUpToTwoMinutes() {
    breakPrimary();
    Duration left = TEN_SECONDS;
    for (int seconds : List.of(20, 40, 80, 120, 120)) {
      bench.time.advance(left);
      go(ask());
      bench.primary.last().fails(FailureCode.UPSTREAM_UNAVAILABLE);
      left = Duration.ofSeconds(seconds);
      assertThat(primary().remaining()).isEqualTo(left);
    }
  }

  @Test
  void theOwnerIsToldOnceThatAnUpstreamIsLeftAloneAndOnceThatItAnswersAgain() {
    try (RecordedLog log = RecordedLog.of(CircuitBreakerLog.class)) {
      breakPrimary();
      bench.time.advance(TEN_SECONDS);
      go(ask());
      bench.primary.last().fails(FailureCode.UPSTREAM_UNAVAILABLE);
      bench.time.advance(TEN_SECONDS.multipliedBy(2));
      goAndRest(bench.primary, Duration.ofSeconds(2));
      assertThat(log.lines())
          .containsExactly("The circuit breaker has opened for 10 s: upstream_bad_response");
      bench.time.advance(Duration.ofSeconds(2));
      go(ask());
      bench.primary.last().begins();
      assertThat(log.lines())
          .hasSize(2)
          .endsWith("The circuit breaker has closed: the upstream answers");
    }
  }

  @Test
  void aProbeThatItsVisitorStoppedSaysNothing() {
    breakPrimary();
    bench.time.advance(TEN_SECONDS);
    go(ask());
    bench.primary.last().abort();
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.HALF_OPEN);
    go(ask());
    assertThat(bench.primary.started()).isEqualTo(7);
  }

  @Test
  void aProbeThatIsAskedCallersToWaitFindsTheUpstreamAlive() {
    breakPrimary();
    bench.time.advance(TEN_SECONDS);
    goAndRest(bench.primary, Duration.ofSeconds(2));
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.COOLING_DOWN);
  }

  @Test
  void aMisconfiguredUpstreamIsLeftAloneForAMinute() {
    go(ask());
    bench.primary.last().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    assertThat(primary().remaining()).isEqualTo(Duration.ofMinutes(1));
    go(ask());
    bench.fallback.last().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    assertGivesUp(ask(), FailureCode.UPSTREAM_MISCONFIGURED, Duration.ofMinutes(1));
  }

  @Test
  void anUpstreamWhoseQuotaIsSpentIsProbedAnHourLaterOrTheNextDay() {
    go(ask());
    bench.primary.last().fails(FailureCode.PROVIDER_OUT_OF_CREDIT);
    assertThat(primary().remaining()).isEqualTo(Duration.ofHours(1));
    bench.time.advance(Duration.ofHours(1));
    bench.now = Instant.parse("2026-06-01T23:50:00Z");
    go(ask());
    bench.primary.last().fails(FailureCode.PROVIDER_OUT_OF_CREDIT);
    assertThat(primary().remaining()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theFallbackAnswersEvenWhenThePatienceIsOver() {
    FailoverAttempt attempt = ask();
    go(attempt);
    bench.time.advance(Duration.ofSeconds(60));
    bench.primary.last().fails(FailureCode.UPSTREAM_TIMEOUT);
    go(attempt);
    bench.fallback.last().fails(FailureCode.UPSTREAM_BUSY);
    assertThat(attempt.choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void whatFailedAfterTheFirstDeltaChangesNothing() {
    go(ask());
    bench.primary.last().begins();
    bench.primary.last().fails(FailureCode.UPSTREAM_ERROR);
    assertThat(primary().state()).isEqualTo(UpstreamStatus.State.CLOSED);
    assertThat(primary().callsInFlight()).isZero();
  }

  private FailoverAttempt ask() {
    return router.ask(PROMPT, tokens -> {});
  }

  private UpstreamStatus primary() {
    return router.snapshots().get(0);
  }

  private void goAndRest(FakeChatModel model, Duration wait) {
    go(ask());
    model.last().asksForCooldown(wait);
  }

  private void breakPrimary() {
    failTimes(5);
  }

  private void failTimes(int times) {
    for (int i = 0; i < times; i++) {
      go(ask());
      bench.primary.last().fails(FailureCode.UPSTREAM_BAD_RESPONSE);
    }
  }
}
