package dev.porchlight.llm.resilience;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.TokenEstimator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call with a permit of the circuit breaker and a reservation of the budget. While it runs, it
 * stands between the model and the listener: it reports the outcome to the circuit breaker, the
 * budget, the metrics and its answer's attempt.
 */
final class PermittedCall implements Decision.Go {
  private final FailoverAttempt attempt;
  private final FailoverAttempt.TargetAttempts attempts;
  private final UpstreamTarget target;
  private final CircuitBreaker.Permit permit;
  private final @Nullable FailureCode because;
  private final AtomicBoolean used = new AtomicBoolean();

  /**
   * @param because what keeps an earlier upstream from answering, or null where this is the first
   */
  PermittedCall(
      FailoverAttempt attempt,
      FailoverAttempt.TargetAttempts attempts,
      CircuitBreaker.Permit permit,
      @Nullable FailureCode because) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.target = attempts.target();
    this.permit = permit;
    this.because = because;
  }

  @Override
  public ModelCall write(CompletionListener listener) {
    use();
    CompletionOutcome.Failed failure = permit.failureSinceEntered();
    if (failure != null) {
      release();
      target.later(() -> listener.end(failure));
      return () -> {};
    }
    attempt.started();
    attempts.started();
    try {
      return target.model().write(attempt.prompt(), new Reported(listener));
    } catch (RuntimeException e) {
      target.metrics().ended();
      release();
      throw e;
    }
  }

  @Override
  public void cancel() {
    use();
    release();
  }

  private void use() {
    if (!used.compareAndSet(false, true)) {
      throw new IllegalStateException("this call was written or cancelled before");
    }
  }

  private void release() {
    target.giveBack(attempts.most());
    permit.released();
  }

  /** The listener, with what its call means for others. */
  private final class Reported implements CompletionListener {
    private final CompletionListener listener;
    private final CallMetrics.Sample sample = target.metrics().startTimer();
    private final TokenEstimator received = new TokenEstimator();
    private boolean confirmed;
    private boolean begun;

    Reported(CompletionListener listener) {
      this.listener = listener;
    }

    @Override
    public void progressed(String reasoning) {
      confirm();
      received.add(reasoning);
      listener.progressed(reasoning);
    }

    @Override
    public void begin(AnswerStart start) {
      begun = true;
      attempt.begun();
      sample.firstText();
      confirm();
      target.answered();
      listener.begin(
          because == null
              ? start
              : new AnswerStart(AnswerStart.By.FALLBACK, because, start.sources()));
    }

    @Override
    public void delta(String text) {
      received.add(text);
      listener.delta(text);
    }

    @Override
    public void end(CompletionOutcome outcome) {
      try {
        target.metrics().ended();
        settle(outcome);
        if (outcome instanceof CompletionOutcome.Failed failed) {
          fail(failed);
        } else if (outcome instanceof CompletionOutcome.Aborted) {
          permit.released();
        } else {
          sample.wholeAnswer();
          permit.confirmed();
        }
      } finally {
        listener.end(outcome);
      }
    }

    private void confirm() {
      confirmed = true;
      permit.confirmed();
    }

    private void fail(CompletionOutcome.Failed failed) {
      target.metrics().failed(failed.code());
      if (!begun) {
        attempts.failed(failed);
        attempt.failed(failed);
        target.failed(permit, failed, attempt.question());
      }
    }

    private void settle(CompletionOutcome outcome) {
      TokenUsage usage = usage(outcome);
      long prompt = attempt.promptEstimate();
      if (usage != null) {
        target.metrics().used(usage);
        attempt.spent(target.settle(attempts.most(), prompt, usage));
      } else if (outcome instanceof CompletionOutcome.Failed failed
          && !confirmed
          && isFree(failed)) {
        target.giveBack(attempts.most());
      } else {
        attempt.spent(target.settleByEstimate(attempts.most(), prompt, received.tokens()));
      }
    }
  }

  private static @Nullable TokenUsage usage(CompletionOutcome outcome) {
    if (outcome instanceof CompletionOutcome.Finished finished) {
      return finished.usage();
    }
    if (outcome instanceof CompletionOutcome.Failed failed) {
      return failed.usage();
    }
    return outcome instanceof CompletionOutcome.CutOff cutOff ? cutOff.usage() : null;
  }

  /** Whether nobody bills it: the upstream was not asked, or would not answer. */
  private static boolean isFree(CompletionOutcome.Failed failed) {
    return switch (failed.code()) {
      case UPSTREAM_BUSY,
          UPSTREAM_MISCONFIGURED,
          PROVIDER_OUT_OF_CREDIT,
          QUESTION_REFUSED,
          QUESTION_TOO_LONG ->
          true;
      default -> !failed.sent() || failed.action() == FailureAction.WAIT_AND_RETRY;
    };
  }
}
