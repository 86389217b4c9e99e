package dev.porchlight.llm.resilience;

import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call that may go: its permit and its tokens are held for it. */
final class PermittedCall implements Decision.Go {
  private final FailoverAttempt attempt;
  private final AttemptLoop attempts;
  private final CircuitBreaker.Permit permit;
  private final @Nullable FailureCode because;
  private final AtomicBoolean used = new AtomicBoolean();

  /**
   * @param because what keeps an earlier upstream from answering, or null where this is the first
   */
  PermittedCall(
      FailoverAttempt attempt,
      AttemptLoop attempts,
      CircuitBreaker.Permit permit,
      @Nullable FailureCode because) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.permit = permit;
    this.because = because;
  }

  @Override
  public ModelCall write(CompletionListener listener) {
    use();
    CompletionOutcome.Failed tooLate = permit.tooLate();
    if (tooLate != null) {
      release();
      candidate().later(() -> listener.end(tooLate));
      return () -> {};
    }
    attempt.started();
    attempts.started();
    TimedCall timedCall = new TimedCall(attempt, attempts, permit, because, listener);
    try {
      return candidate().model().write(attempt.prompt(), timedCall);
    } catch (RuntimeException e) {
      candidate().counts().ended();
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
    candidate().giveBack(attempts.tokens());
    permit.left();
  }

  private UpstreamTarget candidate() {
    return attempts.candidate();
  }
}
