package dev.porchlight.answer;

import dev.porchlight.ratelimit.RateLimitDecision;
import java.util.concurrent.CompletionStage;

/** Who asks, and what a new answer is charged to. */
public interface QuotaHolder {

  /** The key that identifies the visitor. */
  String key();

  /**
   * Charges one new answer.
   *
   * @return a refusal where the visitor's limits refuse it, and nothing was charged
   */
  CompletionStage<RateLimitDecision> charge();

  /**
   * Takes what a new answer takes up where another machine was charged for it, and is not charged
   * again.
   */
  CompletionStage<Void> goOn();

  /** A call for the answer has cost so many tokens, called from any thread. */
  void spent(long tokens);

  /** Gives the charge back, from any thread: no upstream was called for it. */
  void refund();

  /** The answer's calls have ended, as has the answer: called from any thread. */
  void callsEnded();
}
