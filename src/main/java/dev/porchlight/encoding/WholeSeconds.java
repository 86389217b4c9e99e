package dev.porchlight.encoding;

import java.time.Duration;

/** Durations as {@code Retry-After} and the events write them. */
public final class WholeSeconds {

  private WholeSeconds() {}

  /** Whole seconds, rounded up, so that whoever waits so long has waited enough. */
  public static long roundedUp(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
