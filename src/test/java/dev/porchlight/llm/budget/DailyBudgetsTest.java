package dev.porchlight.llm.budget;

import static dev.porchlight.llm.resilience.FailoverRouterBench.MAX_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.FailoverRouterBench;
import dev.porchlight.testing.MemoryBudgetStore;
import dev.porchlight.testing.upstream.RecordedLog;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DailyBudgetsTest {
  private static final long BUDGET = 1000;
  private static final LocalDate DAY = LocalDate.of(2026, 6, 1);

  /** A dollar a million tokens read, two written. */
  private static final Prices PRICES = prices("1", "0.5", "2");

  private static final Prices DEAR = prices("1000", "1000", "1000");

  private final MemoryBudgetStore store = new MemoryBudgetStore();
  private final FailoverRouterBench bench = new FailoverRouterBench();
  private final List<String> heard = new ArrayList<>();

  @Test
  void whatIsSpentSurvivesARestart() {
    FailoverRouter before = bench.withBudget(BUDGET, store);
    spend(before, 700);
    bench.budgets.close();
    assertThat(spentAfterRestart()).isEqualTo(700);
  }

  @Test
  void aNewDayBeginsDuringARestartToo() {
    FailoverRouter before = bench.withBudget(BUDGET, store);
    spend(before, 700);
    bench.budgets.close();
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    assertThat(spentAfterRestart()).isZero();
  }

  @Test
  void itIsKeptASecondAfterAChangeAndNotWithEachOne() {
    FailoverRouter router = bench.withBudget(BUDGET, store);
    spend(router, 100);
    spend(router, 100);
    assertThat(bench.time.pending()).isOne();
    assertThat(store.writes()).isZero();
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(store.kept())
        .containsEntry("primary", new DailySpend(DAY, 200, DailySpend.Unit.TOKENS));
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void whatIsReservedWhenTheServerDiesCountsAsSpent() {
    FailoverRouter router = bench.withBudget(BUDGET, store);
    go(router.ask(PROMPT, cost -> {}));
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(spentAfterRestart()).isEqualTo(PROMPT_TOKENS + MAX_TOKENS);
  }

  @Test
  void withoutAStoreNoTimerRuns() {
    spend(bench.withBudget(BUDGET, null), 100);
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void whatIsNotKnownAnyMoreCountsAsHalfOfTheDay() {
    spend(bench.withBudget(BUDGET, store), 100);
    bench.budgets.close();
    store.fail(true);
    try (RecordedLog log = RecordedLog.of(DailyBudgets.class)) {
      assertThat(spentAfterRestart()).isEqualTo(BUDGET / 2);
      assertThat(log.lines()).singleElement().asString().contains("the disk is on fire", "half");
    }
    store.fail(false);
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    assertThat(bench.budgets.list().get(0).spent()).isZero();
  }

  @Test
  void aSaveThatFailedIsMadeUpForOnceTheStoreIsBack() {
    FailoverRouter router = bench.withBudget(BUDGET, store);
    store.fail(true);
    spend(router, 100);
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(store.kept()).isEmpty();
    store.fail(false);
    bench.time.advance(Duration.ofSeconds(10));
    assertThat(store.kept())
        .containsEntry("primary", new DailySpend(DAY, 100, DailySpend.Unit.TOKENS));
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void anAbsurdCostNeitherOverflowsNorMakesTheDayNegative() {
    FailoverRouter router = bench.withBudget(BUDGET, store);
    spend(router, -700);
    assertThat(router.snapshots().get(0).tokensSpent()).isZero();
    spend(router, Long.MAX_VALUE);
    bench.budgets.close();
    assertThat(spentAfterRestart()).isGreaterThan(BUDGET);
  }

  @Test
  void allUpstreamsShareTheDollarsEachAtItsPrices() {
    DailyBudgets budgets = budgets(Prices.NANO / 1_000);
    DailyBudget cheap = budgets.open("primary", null, PRICES);
    DailyBudget dear = budgets.open("fallback", null, DEAR);
    assertThat(reserve(cheap, new TokenUsage(200, 100))).isTrue();
    cheap.settle(new TokenUsage(200, 100), new TokenUsage(200, 50, 100));
    assertThat(heard).containsExactly("primary 250 250000");
    assertThat(reserve(dear, new TokenUsage(1, 0))).isFalse();
    assertThat(reserve(cheap, new TokenUsage(750, 0))).isTrue();
    assertThat(cheap.hasLeft(new TokenUsage(1, 0))).isFalse();
    assertThat(cheap.isSpent(new TokenUsage(1, 0))).isFalse();
    assertThat(dear.reserved()).isZero();
    assertThat(budgets.list())
        .extracting(DailyBudgets.Status::name, DailyBudgets.Status::spent, s -> s.reserved())
        .containsExactly(
            tuple("fallback", 0L, 0L),
            tuple("primary", 250L, 750L),
            tuple("total", 250_000L, 750_000L));
  }

  @Test
  void theOwnerIsToldOnceThatTheDollarsAreSpent() {
    DailyBudgets budgets = budgets(Prices.NANO);
    DailyBudget budget = budgets.open("primary", null, PRICES);
    try (RecordedLog log = RecordedLog.of(BudgetLog.class)) {
      budget.settle(TokenUsage.NONE, new TokenUsage(1_000_000, 0));
      assertThat(budget.isSpent(new TokenUsage(1, 0))).isTrue();
      assertThat(log.lines()).singleElement().asString().contains("spent: no more calls");
    }
  }

  @Test
  void theDollarsSurviveARestart() {
    DailyBudgets before = budgets(Prices.NANO);
    before.open("primary", null, PRICES).settle(TokenUsage.NONE, new TokenUsage(900_000, 0));
    before.close();
    DailyBudget after = budgets(Prices.NANO).open("primary", null, PRICES);
    assertThat(after.hasLeft(new TokenUsage(100_000, 0))).isTrue();
    assertThat(after.hasLeft(new TokenUsage(100_001, 0))).isFalse();
  }

  private DailyBudgets budgets(@Nullable Long nanoDollars) {
    return new DailyBudgets(
        store,
        nanoDollars,
        () -> bench.now,
        new Timers(bench.time, Runnable::run),
        (name, usage, cost) -> heard.add(name + " " + usage.total() + " " + cost));
  }

  private static boolean reserve(DailyBudget budget, TokenUsage most) {
    return budget.reserve(most).toCompletableFuture().join();
  }

  private static Prices prices(String input, String cached, String output) {
    return new Prices(new BigDecimal(input), new BigDecimal(cached), new BigDecimal(output));
  }

  private long spentAfterRestart() {
    return bench.withBudget(BUDGET, store).snapshots().get(0).tokensSpent();
  }

  private void spend(FailoverRouter router, long tokens) {
    go(router.ask(PROMPT, cost -> {}));
    bench.primary.last().finishes(new TokenUsage(tokens, 0));
  }
}
