package dev.porchlight.answer;

import java.time.Duration;

/** What became of a question. */
public sealed interface Asked {

  /** Its answer can be read. */
  record Admitted(AnswerStream stream) implements Asked {}

  /** The visitor's limits refuse a new answer. */
  record Limited() implements Asked {}

  /**
   * Too many wait already.
   *
   * @param retryAfter when there may be a place
   */
  record LineFull(Duration retryAfter) implements Asked {}

  /** The same visitor used the idempotency key for another body. */
  record KeyReused() implements Asked {}

  /** The server takes no more questions. */
  record ShuttingDown() implements Asked {}
}
