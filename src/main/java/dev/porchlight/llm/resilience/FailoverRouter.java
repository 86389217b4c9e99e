package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.PromptEstimator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The upstreams that an answer may be asked of, in order, with what is known of each: whether it is
 * cooling down, fails, has budget left. Safe for use by any thread.
 */
public final class FailoverRouter implements AutoCloseable {

  /** The name of the upstream that is asked first, in the log, the metrics and its budget. */
  public static final String PRIMARY = "primary";

  /** The same of the other. */
  public static final String FALLBACK = "fallback";

  private static final List<String> NAMES = List.of(PRIMARY, FALLBACK);

  private final List<UpstreamTarget> targets;
  private final Duration patience;
  private final Ticker ticker;
  private final ChangeNotifier changes;
  private final PromptEstimator estimator = new PromptEstimator();

  private FailoverRouter(
      List<UpstreamTarget> targets, Duration patience, Ticker ticker, ChangeNotifier changes) {
    this.targets = List.copyOf(targets);
    this.patience = patience;
    this.ticker = ticker;
    this.changes = changes;
  }

  /**
   * What upstreams need of the world around them.
   *
   * @param scheduler runs the deadlines, which go by the ticker
   * @param executor runs the listener
   * @param random safe for use by any thread
   * @param meters where the calls are counted and timed
   * @param sharing makes the circuit breakers
   */
  public record Surroundings(
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Executor executor,
      RandomGenerator random,
      MeterRegistry meters,
      CircuitBreakerSharing sharing) {

    /** Those of a machine that is the only one. */
    public Surroundings(
        ScheduledExecutorService scheduler,
        Ticker ticker,
        Executor executor,
        RandomGenerator random,
        MeterRegistry meters) {
      this(scheduler, ticker, executor, random, meters, CircuitBreakerSharing.NONE);
    }
  }

  /**
   * Upstreams of which nothing is known yet but what was spent today.
   *
   * @param models the primary one first, then the fallback, where there is one
   * @param patience how long an answer may wait for its upstreams, from its first call on
   * @param maxWindow how many calls an upstream takes at once when it is plainly open
   * @param budgets the upstreams' budgets stand in them by their names
   */
  public static FailoverRouter create(
      List<BudgetedChatModel> models,
      Duration patience,
      int maxWindow,
      DailyBudgets budgets,
      Surroundings around) {
    ChangeNotifier changes = new ChangeNotifier(around.executor());
    List<UpstreamTarget> targets = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      targets.add(
          target(
              NAMES.get(i),
              models.get(i),
              budgets,
              newBreaker(NAMES.get(i), maxWindow, changes, around),
              around));
    }
    return new FailoverRouter(targets, patience, around.ticker(), changes);
  }

  /**
   * One answer's way through the upstreams; nothing is called yet.
   *
   * @param spent receives what each call has cost, on any thread
   */
  public FailoverAttempt ask(Prompt prompt, Consumer<TokenUsage> spent) {
    return new FailoverAttempt(
        prompt, estimator.tokensOf(prompt), spent, targets, patience, ticker);
  }

  /**
   * Sets the one listener that is called, on any thread and under no lock, whenever {@link
   * FailoverAttempt#choose} may answer otherwise than it did.
   */
  public void onChange(Runnable listener) {
    changes.listen(listener);
  }

  /** What the owner calls them, for the log. */
  public String description() {
    return targets.stream()
        .map(target -> target.model().description())
        .collect(Collectors.joining(", or else "));
  }

  /** How each upstream is now, in their order. */
  public List<UpstreamStatus> snapshots() {
    return targets.stream().map(UpstreamTarget::snapshot).toList();
  }

  /** Stops the timers. */
  @Override
  public void close() {
    targets.forEach(target -> target.breaker().close());
  }

  private static CircuitBreaker newBreaker(
      String name, int maxWindow, ChangeNotifier changes, Surroundings around) {
    return around
        .sharing()
        .share(
            name,
            listener ->
                new InMemoryCircuitBreaker(
                    maxWindow,
                    around.random(),
                    around.scheduler(),
                    around.ticker(),
                    changes,
                    new CircuitBreakerLog(name),
                    listener));
  }

  private static UpstreamTarget target(
      String name,
      BudgetedChatModel model,
      DailyBudgets budgets,
      CircuitBreaker breaker,
      Surroundings around) {
    return new UpstreamTarget(
        name,
        model,
        breaker,
        budgets.open(name, model.dailyTokenBudget(), model.prices()),
        new CallMetrics(around.meters(), name, around.ticker()),
        around.executor());
  }
}
