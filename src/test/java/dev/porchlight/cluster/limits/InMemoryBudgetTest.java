package dev.porchlight.cluster.limits;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.budget.DailyBudgets;
import org.jspecify.annotations.Nullable;

/** The budgets of one process. */
final class InMemoryBudgetTest extends BudgetContract {

  @Override
  DailyBudgets budgets(@Nullable Long nanoDollars) {
    return new DailyBudgets(
        null, nanoDollars, time, new Timers(time, Runnable::run), (name, usage, cost) -> {});
  }
}
