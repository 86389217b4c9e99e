package dev.porchlight.model;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream that answers may be asked of, with its gate, its budget and its counts. Safe for use
 * by any thread.
 */
final class Candidate {
  private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);
  private static final Duration MISCONFIGURED_FOR = Duration.ofSeconds(60);
  private static final Duration QUOTA_SPENT_FOR = Duration.ofHours(1);

  private final String name;
  private final BudgetedModel budgeted;
  private final Gate gate;
  private final DailyBudget budget;
  private final BudgetKeeper keeper;
  private final Executor executor;
  private final CallCounts counts = new CallCounts();

  Candidate(
      String name,
      BudgetedModel budgeted,
      Gate gate,
      DailyBudget budget,
      BudgetKeeper keeper,
      Executor executor) {
    this.name = name;
    this.budgeted = budgeted;
    this.gate = gate;
    this.budget = budget;
    this.keeper = keeper;
    this.executor = executor;
  }

  Model model() {
    return budgeted.model();
  }

  Gate gate() {
    return gate;
  }

  CallCounts counts() {
    return counts;
  }

  /** Runs what must not run on the caller's stack. */
  void later(Runnable task) {
    executor.execute(task);
  }

  /** The most tokens that an answer to this prompt may cost, by estimate. */
  long mostTokens(Prompt prompt) {
    return TokenEstimate.ofPrompt(prompt) + budgeted.maxTokens();
  }

  /** Lets a call in, with that many tokens reserved for it, or says why not. */
  synchronized Admission admit(long tokens) {
    if (!budget.hasLeft(tokens)) {
      return budget.isSpent(tokens)
          ? new Admission.Closed(FailureCode.BUDGET_SPENT, budget.untilNextDay())
          : new Admission.Closed(FailureCode.UPSTREAM_BUSY, null);
    }
    Admission admission = gate.enter();
    if (admission instanceof Admission.Entered) {
      budget.reserve(tokens);
      keeper.changed();
    }
    return admission;
  }

  /** Ends the reservation of a call that was not made. */
  void giveBack(long tokens) {
    budget.giveBack(tokens);
    keeper.changed();
  }

  /** Ends the reservation of a call with what the upstream says that it cost. */
  void settle(long reservedTokens, Usage usage) {
    budget.settle(reservedTokens, usage.promptTokens() + usage.completionTokens());
    keeper.changed();
  }

  /** Ends the reservation of a call of whose cost the upstream said nothing. */
  void settleByEstimate(long reservedTokens, long estimate) {
    LOG.atInfo()
        .addKeyValue("upstream", name)
        .addKeyValue("tokens", estimate)
        .log("A call was settled by estimate, since the upstream reported no usage");
    budget.settle(reservedTokens, estimate);
    keeper.changed();
  }

  /** Tells the gate what a failure means for the calls to come. */
  void failed(Gate.Pass pass, ModelEnding.Failed failure) {
    if (failure.remedy() == Remedy.WAIT_AND_RETRY) {
      pass.failed(toOthers(failure));
      return;
    }
    switch (failure.code()) {
      case QUESTION_REFUSED, QUESTION_TOO_LONG -> pass.confirmed();
      case SHUTTING_DOWN, INTERNAL_ERROR -> pass.left();
      case UPSTREAM_MISCONFIGURED -> pass.failedFor(failure.code(), MISCONFIGURED_FOR);
      case BUDGET_SPENT -> pass.failedFor(failure.code(), untilQuotaMayBeBack());
      default -> pass.failed(failure);
    }
  }

  UpstreamSnapshot snapshot() {
    return new UpstreamSnapshot(
        name,
        gate.state(),
        gate.reopensIn(),
        counts.inFlight(),
        budget.spent(),
        budget.reserved(),
        budget.limit(),
        counts.calls(),
        counts.retries(),
        counts.failures());
  }

  /** What is worth another try lies in the upstream, though it may have blamed one question. */
  private static ModelEnding.Failed toOthers(ModelEnding.Failed failure) {
    return switch (failure.code()) {
      case UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT -> failure;
      default -> new ModelEnding.Failed(FailureCode.UPSTREAM_BUSY, failure.retryAfter());
    };
  }

  private Duration untilQuotaMayBeBack() {
    Duration nextDay = budget.untilNextDay();
    return nextDay.compareTo(QUOTA_SPENT_FOR) < 0 ? nextDay : QUOTA_SPENT_FOR;
  }
}
