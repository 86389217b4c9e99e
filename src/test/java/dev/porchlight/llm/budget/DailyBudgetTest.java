package dev.porchlight.llm.budget;

import static dev.porchlight.llm.resilience.FailoverRouterBench.MAX_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.assertGivesUp;
import static dev.porchlight.llm.resilience.FailoverRouterBench.go;
import static dev.porchlight.llm.resilience.FailoverRouterBench.goCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.resilience.Decision;
import dev.porchlight.llm.resilience.FailoverAttempt;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.FailoverRouterBench;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.RecordedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an owner pays in a day at most. */
final class DailyBudgetTest {
  private static final long RESERVED = PROMPT_TOKENS + MAX_TOKENS;
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private final FailoverRouterBench bench = new FailoverRouterBench();
  private FailoverRouter router = bench.withBudget(250, null);

  @Test
  void aCallReservesTheMostThatItMayCostAndIsSettledWithWhatItDid() {
    go(ask());
    assertTokens(0, RESERVED);
    bench.primary.last().begins();
    bench.primary.last().finishes(new TokenUsage(9, 12));
    assertTokens(21, 0);
  }

  @Test
  void whatIsReservedCantBeSpentTwice() {
    go(ask());
    go(ask());
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, null);
    bench.primary.last().finishes(new TokenUsage(9, 12));
    go(ask());
  }

  @Test
  void whatIsOnlyReservedIsNotToldToBeSpent() {
    try (RecordedLog log = RecordedLog.of(BudgetLog.class)) {
      go(ask());
      go(ask());
      assertThat(ask().choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
      assertThat(log.lines()).isEmpty();
      bench.primary.last().finishes(new TokenUsage(150, 0));
      assertGivesUp(ask(), FailureCode.BUDGET_SPENT, HALF_A_DAY);
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void aCancelledCallGivesItsTokensBack() {
    goCall(ask()).cancel();
    assertTokens(0, 0);
  }

  @Test
  void withoutUsageTheCostIsEstimated() {
    go(ask());
    bench.primary.last().begins();
    bench.primary.last().says(" you may.");
    bench.primary.last().finishes(null);
    assertTokens(PROMPT_TOKENS + TokenEstimator.of("Yes, you may."), 0);
  }

  @Test
  void theEstimateCountsWhatTheModelThought() {
    go(ask());
    bench.primary.last().thinks("They ask for");
    bench.primary.last().thinks(" a word.");
    bench.primary.last().begins();
    bench.primary.last().abort();
    assertTokens(PROMPT_TOKENS + TokenEstimator.of("They ask for a word.Yes,"), 0);
  }

  @Test
  void aCallThatFailedInThoughtIsPaidThoughTheUpstreamWasBusy() {
    go(ask());
    bench.primary.last().thinks("They ask for");
    bench.primary.last().fails(FailureCode.UPSTREAM_BUSY);
    assertTokens(PROMPT_TOKENS + TokenEstimator.of("They ask for"), 0);
  }

  @Test
  void aRequestThatNeverWentOutCostsNothing() {
    go(ask());
    bench.primary.last().failsUnsent(FailureCode.UPSTREAM_UNAVAILABLE);
    assertTokens(0, 0);
  }

  @Test
  void anAbortedCallCostsWhatHadComeByThen() {
    go(ask());
    bench.primary.last().begins();
    bench.primary.last().abort();
    assertTokens(PROMPT_TOKENS + TokenEstimator.of("Yes,"), 0);
  }

  @Test
  void aCallThatTheUpstreamWouldNotTakeCostsNothing() {
    go(ask());
    bench.primary.last().fails(FailureCode.UPSTREAM_BUSY);
    assertTokens(0, 0);
  }

  @Test
  void aCallThatBrokeAfterItWasSentMayHaveCostThePrompt() {
    go(ask());
    bench.primary.last().fails(FailureCode.UPSTREAM_TIMEOUT);
    assertTokens(PROMPT_TOKENS, 0);
  }

  @Test
  void anUpstreamThatCountsMoreReservesAndBooksMore() {
    router = bench.withBudget(1_000_000, null);
    for (int i = 0; i < 50; i++) {
      spend(2 * Math.toIntExact(PROMPT_TOKENS));
    }
    long spent = router.snapshots().get(0).tokensSpent();
    go(ask());
    assertTokens(spent, 2 * PROMPT_TOKENS + MAX_TOKENS);
    bench.primary.last().fails(FailureCode.UPSTREAM_TIMEOUT);
    assertTokens(spent + 2 * PROMPT_TOKENS, 0);
  }

  @Test
  void aBudgetOfZeroAllowsNothing() {
    router = bench.withBudget(0, null);
    assertGivesUp(ask(), FailureCode.BUDGET_SPENT, HALF_A_DAY);
    assertThat(bench.primary.started()).isZero();
  }

  @Test
  void withoutABudgetEverythingIsAllowedAndCounted() {
    router = bench.withoutFallback();
    for (int i = 0; i < 100; i++) {
      go(ask());
      bench.primary.last().finishes(new TokenUsage(1_000_000, 0));
    }
    assertTokens(100_000_000, 0);
  }

  @Test
  void theFallbackHasABudgetOfItsOwn() {
    router =
        bench.upstreams(
            List.of(
                new BudgetedChatModel(bench.primary, MAX_TOKENS, 0L, Prices.FREE),
                new BudgetedChatModel(bench.fallback, MAX_TOKENS, RESERVED, Prices.FREE)),
            null);
    RecordedCompletion completion = go(ask());
    bench.fallback.last().begins();
    assertThat(completion.begins().get(0).because()).isEqualTo(FailureCode.BUDGET_SPENT);
    assertGivesUp(ask(), FailureCode.BUDGET_SPENT, HALF_A_DAY);
  }

  @Test
  void theNextDayBringsANewBudget() {
    spendAll();
    bench.now = Instant.parse("2026-06-01T23:59:59Z");
    assertGivesUp(ask(), FailureCode.BUDGET_SPENT, Duration.ofSeconds(1));
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    assertTokens(0, 0);
    go(ask());
  }

  @Test
  void aClockThatJumpsBackOverMidnightGivesNoSecondBudget() {
    bench.now = Instant.parse("2026-06-02T00:10:00Z");
    spendAll();
    bench.now = Instant.parse("2026-06-01T23:10:00Z");
    assertThat(ask().choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
    bench.now = Instant.parse("2026-06-02T00:10:00Z");
    assertThat(ask().choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void aClockThatWasFarAheadIsSetRightAndWhatIsSpentStaysSpent() {
    bench.now = Instant.parse("2031-01-01T00:00:00Z");
    spendAll();
    bench.now = Instant.parse("2026-06-01T12:00:00Z");
    assertGivesUp(ask(), FailureCode.BUDGET_SPENT, HALF_A_DAY);
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    go(ask());
  }

  @Test
  void aCallOverMidnightCountsForTheDayOnWhichItEnds() {
    go(ask());
    bench.now = Instant.parse("2026-06-02T00:00:01Z");
    assertTokens(0, RESERVED);
    bench.primary.last().finishes(new TokenUsage(9, 12));
    assertTokens(21, 0);
  }

  @Test
  void theOwnerIsToldAtEightyPercentAndAtTheEndOnceADay() {
    try (RecordedLog log = RecordedLog.of(BudgetLog.class)) {
      router = bench.withBudget(1000, null);
      List.of(700, 100, 50, 100).forEach(this::spend);
      assertThat(ask().choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
      assertThat(ask().choose().toCompletableFuture().join()).isInstanceOf(Decision.GiveUp.class);
      assertThat(log.lines()).hasSize(2);
      bench.now = Instant.parse("2026-06-02T00:00:00Z");
      spend(800);
      assertThat(log.lines()).hasSize(3);
    }
  }

  private FailoverAttempt ask() {
    return router.ask(PROMPT, tokens -> {});
  }

  private void spendAll() {
    spend(250);
  }

  private void spend(int tokens) {
    go(ask());
    bench.primary.last().finishes(new TokenUsage(tokens, 0));
  }

  private void assertTokens(long spent, long reserved) {
    UpstreamStatus snapshot = router.snapshots().get(0);
    assertThat(snapshot.tokensSpent()).as("spent").isEqualTo(spent);
    assertThat(snapshot.tokensReserved()).as("reserved").isEqualTo(reserved);
  }
}
