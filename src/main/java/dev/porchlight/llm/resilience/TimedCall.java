package dev.porchlight.llm.resilience;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.TokenEstimator;
import org.jspecify.annotations.Nullable;

/** Decorates a call's listener: reports the outcome to the upstream's circuit breaker and budget, and to the attempt. */
final class TimedCall implements CompletionListener {
  private final FailoverAttempt attempt;
  private final AttemptLoop attempts;
  private final CircuitBreaker.Permit permit;
  private final @Nullable FailureCode because;
  private final CompletionListener listener;
  private final TokenEstimator received = new TokenEstimator();
  private boolean taken;
  private boolean begun;

  TimedCall(
      FailoverAttempt attempt,
      AttemptLoop attempts,
      CircuitBreaker.Permit permit,
      @Nullable FailureCode because,
      CompletionListener listener) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.permit = permit;
    this.because = because;
    this.listener = listener;
  }

  @Override
  public void progressed(String reasoning) {
    confirm();
    received.add(reasoning);
    listener.progressed(reasoning);
  }

  @Override
  public void begin(AnswerStart begin) {
    begun = true;
    confirm();
    candidate().answered();
    listener.begin(
        because == null
            ? begin
            : new AnswerStart(AnswerStart.By.FALLBACK, because, begin.sources()));
  }

  @Override
  public void delta(String text) {
    received.add(text);
    listener.delta(text);
  }

  @Override
  public void end(CompletionOutcome ending) {
    try {
      candidate().counts().ended();
      settle(ending);
      if (ending instanceof CompletionOutcome.Failed failed) {
        fail(failed);
      } else if (ending instanceof CompletionOutcome.Aborted) {
        permit.left();
      } else {
        permit.confirmed();
      }
    } finally {
      listener.end(ending);
    }
  }

  private void confirm() {
    taken = true;
    permit.confirmed();
  }

  private void fail(CompletionOutcome.Failed failed) {
    candidate().counts().failed(failed.code());
    if (!begun) {
      attempts.failed(failed);
      attempt.failed(failed);
      candidate().failed(permit, failed, attempt.prompt());
    }
  }

  private void settle(CompletionOutcome ending) {
    TokenUsage usage = usage(ending);
    if (usage != null) {
      attempt.spent(candidate().settle(attempts.tokens(), attempt.prompt(), usage));
    } else if (ending instanceof CompletionOutcome.Failed failed && !taken && isFree(failed)) {
      candidate().giveBack(attempts.tokens());
    } else {
      attempt.spent(
          candidate().settleByEstimate(attempts.tokens(), attempt.prompt(), received.tokens()));
    }
  }

  private static @Nullable TokenUsage usage(CompletionOutcome ending) {
    if (ending instanceof CompletionOutcome.Finished finished) {
      return finished.usage();
    }
    if (ending instanceof CompletionOutcome.Failed failed) {
      return failed.usage();
    }
    return ending instanceof CompletionOutcome.CutOff cutOff ? cutOff.usage() : null;
  }

  /** Whether nobody bills it: the upstream was not asked, or would not answer. */
  private static boolean isFree(CompletionOutcome.Failed failed) {
    return switch (failed.code()) {
      case UPSTREAM_BUSY,
          UPSTREAM_MISCONFIGURED,
          BUDGET_SPENT,
          QUESTION_REFUSED,
          QUESTION_TOO_LONG ->
          true;
      default -> !failed.sent() || failed.action() == FailureAction.WAIT_AND_RETRY;
    };
  }

  private UpstreamTarget candidate() {
    return attempts.candidate();
  }
}
