package dev.porchlight.answer.log;

import dev.porchlight.encoding.WholeSeconds;
import java.time.Duration;

/**
 * An answer's position in the admission queue.
 *
 * @param position 1 is the next to be served
 * @param etaSeconds when it will be, as estimated, rounded up
 */
public record QueuePosition(int position, long etaSeconds) {

  public QueuePosition(int position, Duration eta) {
    this(position, Math.max(1, WholeSeconds.roundedUp(eta)));
  }
}
