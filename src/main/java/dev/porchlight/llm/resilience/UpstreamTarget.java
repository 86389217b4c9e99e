package dev.porchlight.llm.resilience;

import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudget;
import dev.porchlight.llm.budget.TokenCalibration;
import dev.porchlight.llm.budget.TokenEstimator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream with its circuit breaker, its budget and its metrics. Safe for use by any thread.
 */
final class UpstreamTarget {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamTarget.class);
  private static final Duration MISCONFIGURED_FOR = Duration.ofSeconds(60);
  private static final Duration QUOTA_SPENT_FOR = Duration.ofHours(1);

  private final String name;
  private final BudgetedChatModel budgeted;
  private final CircuitBreaker breaker;
  private final DailyBudget budget;
  private final Executor executor;
  private final TokenCalibration calibration = new TokenCalibration();
  private final CallMetrics metrics;

  /** The last question that was forbidden since the last answer, or null where none was. */
  private volatile @Nullable String forbidden;

  UpstreamTarget(
      String name,
      BudgetedChatModel budgeted,
      CircuitBreaker breaker,
      DailyBudget budget,
      CallMetrics metrics,
      Executor executor) {
    this.name = name;
    this.budgeted = budgeted;
    this.breaker = breaker;
    this.budget = budget;
    this.metrics = metrics;
    this.executor = executor;
  }

  ChatModel model() {
    return budgeted.model();
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  CallMetrics metrics() {
    return metrics;
  }

  /** Runs what must not run on the caller's stack. */
  void later(Runnable task) {
    executor.execute(task);
  }

  /**
   * The most that an answer to a prompt may cost, by estimate.
   *
   * @param promptEstimate its tokens, as {@link TokenEstimator} has them
   */
  TokenUsage mostUsage(long promptEstimate) {
    return new TokenUsage(calibration.correct(promptEstimate), budgeted.maxTokens());
  }

  /** Lets a call in, with so much reserved for it, or says why not. */
  CompletionStage<PermitResult> admit(TokenUsage most) {
    if (!budget.hasLeft(most)) {
      return CompletableFuture.completedFuture(withoutBudget(most));
    }
    return breaker
        .enter()
        .thenCompose(
            admission ->
                admission instanceof PermitResult.Entered entered
                    ? reserve(most, entered)
                    : CompletableFuture.completedFuture(admission));
  }

  private CompletionStage<PermitResult> reserve(TokenUsage most, PermitResult.Entered entered) {
    return budget
        .reserve(most)
        .thenApply(
            isReserved -> {
              if (!isReserved) {
                entered.permit().released();
                return withoutBudget(most);
              }
              return entered;
            });
  }

  private PermitResult withoutBudget(TokenUsage most) {
    return budget.isSpent(most)
        ? new PermitResult.Closed(FailureCode.BUDGET_SPENT, budget.untilNextDay())
        : new PermitResult.Closed(FailureCode.UPSTREAM_BUSY, null);
  }

  /** Ends the reservation of a call that was not made. */
  void giveBack(TokenUsage most) {
    budget.giveBack(most);
  }

  /**
   * Ends the reservation of a call with what the upstream says that it cost.
   *
   * @return what it cost
   */
  TokenUsage settle(TokenUsage reserved, long promptEstimate, TokenUsage usage) {
    calibration.observe(promptEstimate, usage.promptTokens());
    budget.settle(reserved, usage);
    return usage;
  }

  /**
   * Ends the reservation of a call of whose cost the upstream said nothing.
   *
   * @param received the estimated tokens of what it wrote
   * @return what it cost, by estimate
   */
  TokenUsage settleByEstimate(TokenUsage reserved, long promptEstimate, long received) {
    long estimate = calibration.correct(promptEstimate + received);
    long read = Math.min(estimate, calibration.correct(promptEstimate));
    LOG.atInfo()
        .addKeyValue("upstream", name)
        .addKeyValue("tokens", estimate)
        .log("A call was settled by estimate, since the upstream reported no usage");
    TokenUsage usage = new TokenUsage(read, estimate - read);
    budget.settle(reserved, usage);
    return usage;
  }

  /** Reports a failure to the circuit breaker. */
  void failed(CircuitBreaker.Permit permit, CompletionOutcome.Failed failure, String question) {
    if (failure.perhapsOfQuestion() && !isSecondForbidden(question)) {
      permit.released();
      return;
    }
    if (failure.action() == FailureAction.WAIT_AND_RETRY) {
      permit.failed(toOthers(failure));
      return;
    }
    switch (failure.code()) {
      case QUESTION_REFUSED, QUESTION_TOO_LONG, ANSWER_FILTERED, THINKING_USED_UP, ANSWER_EMPTY ->
          permit.confirmed();
      case SHUTTING_DOWN, INTERNAL_ERROR -> permit.released();
      case UPSTREAM_MISCONFIGURED -> permit.failedFor(failure.code(), MISCONFIGURED_FOR);
      case PROVIDER_OUT_OF_CREDIT -> permit.failedFor(failure.code(), untilQuotaMayBeBack());
      default -> permit.failed(failure);
    }
  }

  /** An answer came: what refused one question refuses not all. */
  void answered() {
    forbidden = null;
  }

  /**
   * Whether another question than this was the last to be forbidden, with no answer between: some
   * providers forbid a single question, and no visitor is to shut the upstream for all by one.
   */
  private boolean isSecondForbidden(String question) {
    String before = forbidden;
    forbidden = question;
    return before != null && !before.equals(question);
  }

  UpstreamStatus snapshot() {
    return new UpstreamStatus(
        name,
        breaker.state(),
        breaker.remaining(),
        metrics.inFlight(),
        budget.spent(),
        budget.reserved(),
        budget.limit(),
        metrics.calls(),
        metrics.retries(),
        metrics.failures());
  }

  /** What is worth another try lies in the upstream, though it may have blamed one question. */
  private static CompletionOutcome.Failed toOthers(CompletionOutcome.Failed failure) {
    return switch (failure.code()) {
      case UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT -> failure;
      default -> new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, failure.retryAfter());
    };
  }

  private Duration untilQuotaMayBeBack() {
    Duration nextDay = budget.untilNextDay();
    return nextDay.compareTo(QUOTA_SPENT_FOR) < 0 ? nextDay : QUOTA_SPENT_FOR;
  }
}
