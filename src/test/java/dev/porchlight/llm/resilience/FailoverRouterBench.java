package dev.porchlight.llm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.budget.BudgetStore;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.testing.FakeChatModel;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RecordedCompletion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Two fake upstreams behind their circuit breakers, whose time and clock a test moves. */
public final class FailoverRouterBench {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  public static final int MAX_TOKENS = 100;

  /** Eight tokens by estimate: four of the turn, four of its text. */
  public static final Prompt PROMPT =
      new Prompt(List.of(new Message(Message.Role.USER, "sixteen letters.")), List.of());

  public static final long PROMPT_TOKENS = 8;

  public final ManualScheduler time = new ManualScheduler();
  public final FakeChatModel primary = new FakeChatModel();
  public final FakeChatModel fallback = new FakeChatModel();
  public Instant now = Instant.parse("2026-06-01T12:00:00Z");
  int changes;

  /** Those of the latest router. */
  public DailyBudgets budgets = newBudgets(null);

  private DailyBudgets newBudgets(@Nullable BudgetStore store) {
    return new DailyBudgets(
        store, null, () -> now, new Timers(time, Runnable::run), (name, usage, cost) -> {});
  }

  public FailoverRouter withoutFallback() {
    return upstreams(List.of(new BudgetedChatModel(primary, MAX_TOKENS, null, Prices.FREE)), null);
  }

  FailoverRouter withFallback() {
    return upstreams(
        List.of(
            new BudgetedChatModel(primary, MAX_TOKENS, null, Prices.FREE),
            new BudgetedChatModel(fallback, MAX_TOKENS, null, Prices.FREE)),
        null);
  }

  public FailoverRouter withBudget(long tokens, @Nullable BudgetStore store) {
    return upstreams(
        List.of(new BudgetedChatModel(primary, MAX_TOKENS, tokens, Prices.FREE)), store);
  }

  public FailoverRouter upstreams(List<BudgetedChatModel> models, @Nullable BudgetStore store) {
    budgets = newBudgets(store);
    FailoverRouter router =
        FailoverRouter.create(
            models,
            PATIENCE,
            4,
            budgets,
            new FailoverRouter.Surroundings(
                time, time, Runnable::run, new Random(7), new SimpleMeterRegistry()));
    router.onChange(() -> changes++);
    return router;
  }

  /** Starts a call, which must be allowed. */
  @CanIgnoreReturnValue
  public static RecordedCompletion go(FailoverAttempt attempt) {
    RecordedCompletion completion = new RecordedCompletion();
    goCall(attempt).write(completion);
    return completion;
  }

  public static Decision.Go goCall(FailoverAttempt attempt) {
    Decision choice = attempt.choose().toCompletableFuture().join();
    assertThat(choice).isInstanceOf(Decision.Go.class);
    return (Decision.Go) choice;
  }

  static void assertWaits(FailoverAttempt attempt, Duration remaining) {
    assertThat(attempt.choose().toCompletableFuture().join())
        .isEqualTo(new Decision.Wait(remaining));
  }

  static void assertWaits(FailoverAttempt attempt) {
    assertThat(attempt.choose().toCompletableFuture().join()).isInstanceOf(Decision.Wait.class);
  }

  public static void assertGivesUp(
      FailoverAttempt attempt, FailureCode code, @Nullable Duration retryAfter) {
    assertThat(attempt.choose().toCompletableFuture().join())
        .isEqualTo(new Decision.GiveUp(code, retryAfter, true));
  }
}
