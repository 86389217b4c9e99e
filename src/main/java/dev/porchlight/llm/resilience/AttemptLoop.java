package dev.porchlight.llm.resilience;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one answer has tried at one upstream. Not safe for use by two threads at once. */
final class AttemptLoop {
  private static final int MOST = 4;

  private final UpstreamTarget target;
  private final long tokens;
  private int count;
  private boolean over;
  private @Nullable FailureCode lastFailure;

  AttemptLoop(UpstreamTarget target, long tokens) {
    this.target = target;
    this.tokens = tokens;
  }

  UpstreamTarget candidate() {
    return target;
  }

  /** The tokens that each try reserves. */
  long tokens() {
    return tokens;
  }

  /**
   * Asks for one more try.
   *
   * @param patience how long the answer may still wait
   */
  PermitResult admit(Duration patience) {
    if (lastFailure != null && (over || count == MOST || patience.isZero())) {
      return new PermitResult.Closed(lastFailure, target.breaker().reopensIn());
    }
    return target.admit(tokens);
  }

  void started() {
    target.counts().started(count > 0);
    count++;
  }

  void failed(CompletionOutcome.Failed failure) {
    lastFailure = failure.code();
    over = failure.action() != FailureAction.WAIT_AND_RETRY;
  }
}
