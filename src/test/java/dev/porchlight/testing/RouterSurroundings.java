package dev.porchlight.testing;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.resilience.FailoverRouter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Random;

/** What upstreams need around them, on a time that a test moves and always with the same chance. */
public final class RouterSurroundings {

  private RouterSurroundings() {}

  public static FailoverRouter.Surroundings on(ManualScheduler time) {
    return new FailoverRouter.Surroundings(
        time, time, Runnable::run, new Random(7), new SimpleMeterRegistry());
  }

  /** Budgets of a day that never ends, forgotten with the test. */
  public static DailyBudgets budgets(ManualScheduler time) {
    return new DailyBudgets(
        null,
        null,
        () -> Instant.EPOCH,
        new Timers(time, Runnable::run),
        (name, usage, cost) -> {});
  }
}
