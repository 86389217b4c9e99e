package dev.porchlight.answer;

import dev.porchlight.answer.log.Subscription;
import dev.porchlight.ratelimit.RateLimitDecision;
import java.time.Duration;

/** What became of a question. */
public sealed interface AskResult {

  /** Its answer can be read. */
  record Admitted(Subscription subscription) implements AskResult {}

  /** The visitor's limits refuse a new answer. */
  record Limited(RateLimitDecision.Refused refusal) implements AskResult {}

  /**
   * Too many wait already.
   *
   * @param retryAfter when there may be a place
   */
  record QueueFull(Duration retryAfter) implements AskResult {}

  /** The same visitor used the idempotency key for another body. */
  record KeyReused() implements AskResult {}

  /** The server takes no more questions. */
  record ShuttingDown() implements AskResult {}
}
