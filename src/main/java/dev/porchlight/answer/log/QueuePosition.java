package dev.porchlight.answer.log;

import java.time.Duration;

/**
 * An answer's position in the admission queue.
 *
 * @param position 1 is the next to be served
 * @param etaSeconds when it will be, as estimated, rounded up
 */
public record QueuePosition(int position, long etaSeconds) {

  public QueuePosition(int position, Duration eta) {
    this(position, Math.max(1, eta.plusNanos(999_999_999).toSeconds()));
  }
}
