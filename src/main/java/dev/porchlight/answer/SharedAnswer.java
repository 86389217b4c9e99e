package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import java.util.concurrent.CompletableFuture;

/**
 * An answer that everybody who asks the same question reads, from the moment on that the first of
 * them asks.
 *
 * @param log what is read
 * @param admitted completes once it is known whether the first of them may ask: false where that
 *     visitor's limits or the full queue refused it, and the others must ask on their own account
 */
public record SharedAnswer(AnswerLog log, CompletableFuture<Boolean> admitted) {

  /** One of which that is not known yet. */
  public static SharedAnswer of(AnswerLog log) {
    return new SharedAnswer(log, new CompletableFuture<>());
  }

  /** The first may not ask: whoever waits to join asks on their own account. */
  void withdraw() {
    log.close(new Ending.Stopped(true));
    admitted.complete(false);
  }
}
