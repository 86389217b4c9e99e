package dev.porchlight.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one answer has tried at one upstream. Not safe for use by two threads at once. */
final class Tries {
  private static final int MOST = 4;

  private final Candidate candidate;
  private final long tokens;
  private int count;
  private boolean over;
  private @Nullable FailureCode lastFailure;

  Tries(Candidate candidate, long tokens) {
    this.candidate = candidate;
    this.tokens = tokens;
  }

  Candidate candidate() {
    return candidate;
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
  Admission admit(Duration patience) {
    if (lastFailure != null && (over || count == MOST || patience.isZero())) {
      return new Admission.Closed(lastFailure, candidate.gate().reopensIn());
    }
    return candidate.admit(tokens);
  }

  void started() {
    candidate.counts().started(count > 0);
    count++;
  }

  void failed(ModelEnding.Failed failure) {
    lastFailure = failure.code();
    over = failure.remedy() != Remedy.WAIT_AND_RETRY;
  }
}
