package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.DailyBudget;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.testing.ManualScheduler;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every form of the day's budgets does, with the time moved by hand. */
abstract class BudgetContract {

  static final long BUDGET = 1_000;

  final ManualScheduler time = new ManualScheduler();

  /** Budgets of which nothing is spent yet. */
  abstract DailyBudgets budgets(@Nullable Long nanoDollars);

  @Test
  void aCallReservesTheMostThatItMayCostAndIsSettledWithWhatItDid() {
    DailyBudget budget = budgets(null).open("primary", BUDGET, Prices.FREE);
    assertThat(reserve(budget, 600)).isTrue();
    assertThat(budget.reserved()).isEqualTo(600);
    assertThat(reserve(budget, 401)).isFalse();
    assertThat(budget.isSpent(tokens(401))).isFalse();
    budget.settle(tokens(600), tokens(100));
    assertThat(budget.reserved()).isZero();
    assertThat(budget.spent()).isEqualTo(100);
    assertThat(reserve(budget, 900)).isTrue();
    assertThat(reserve(budget, 1)).isFalse();
  }

  @Test
  void whatIsGivenBackCanBeReservedAgain() {
    DailyBudget budget = budgets(null).open("primary", BUDGET, Prices.FREE);
    assertThat(reserve(budget, BUDGET)).isTrue();
    budget.giveBack(tokens(BUDGET));
    assertThat(reserve(budget, BUDGET)).isTrue();
  }

  @Test
  void itIsSpentWhereNoCallInFlightCouldHelp() {
    DailyBudget budget = budgets(null).open("primary", BUDGET, Prices.FREE);
    assertThat(reserve(budget, 10)).isTrue();
    budget.settle(tokens(10), tokens(BUDGET + 50));
    assertThat(budget.hasLeft(tokens(1))).isFalse();
    assertThat(budget.isSpent(tokens(1))).isTrue();
    assertThat(budget.untilNextDay()).isEqualTo(Duration.ofHours(14));
  }

  @Test
  void aNewDayBeginsAnew() {
    DailyBudget budget = budgets(null).open("primary", BUDGET, Prices.FREE);
    assertThat(reserve(budget, 400)).isTrue();
    budget.settle(TokenUsage.NONE, tokens(600));
    time.advance(Duration.ofHours(14));
    assertThat(budget.spent()).isZero();
    assertThat(budget.reserved()).isEqualTo(400);
    assertThat(reserve(budget, 600)).isTrue();
    assertThat(reserve(budget, 1)).isFalse();
  }

  @Test
  void allUpstreamsShareTheDollars() {
    DailyBudgets budgets = budgets(1_000_000L);
    DailyBudget cheap = budgets.open("primary", null, prices("1"));
    DailyBudget dear = budgets.open("fallback", null, prices("1000"));
    assertThat(reserve(cheap, 400)).isTrue();
    assertThat(reserve(dear, 1)).isFalse();
    assertThat(dear.reserved()).isZero();
    assertThat(reserve(cheap, 600)).isTrue();
    assertThat(reserve(cheap, 1)).isFalse();
  }

  @Test
  void withoutALimitAllIsCountedAndNothingRefused() {
    DailyBudget budget = budgets(null).open("primary", null, Prices.FREE);
    assertThat(reserve(budget, 1_000_000_000)).isTrue();
    budget.settle(tokens(1_000_000_000), tokens(5));
    assertThat(budget.spent()).isEqualTo(5);
  }

  static boolean reserve(DailyBudget budget, long tokens) {
    return reserving(budget, tokens).join();
  }

  static CompletableFuture<Boolean> reserving(DailyBudget budget, long tokens) {
    return budget.reserve(tokens(tokens)).toCompletableFuture();
  }

  static TokenUsage tokens(long count) {
    return new TokenUsage(count, 0);
  }

  private static Prices prices(String each) {
    BigDecimal price = new BigDecimal(each);
    return new Prices(price, price, price);
  }
}
