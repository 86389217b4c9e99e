package dev.porchlight.answer.queue;

import java.time.Duration;

/**
 * How long a call holds its place, from the recent ones: an exponentially weighted moving average.
 * Not for two threads at once.
 */
public final class MovingAverage {

  private static final double WEIGHT_OF_NEWEST = 0.2;
  private static final Duration AT_FIRST = Duration.ofSeconds(5);

  private double nanos = AT_FIRST.toNanos();

  public void add(Duration duration) {
    nanos += WEIGHT_OF_NEWEST * (duration.toNanos() - nanos);
  }

  /** How long until one of this many calls ends. */
  public Duration untilNextOf(int calls) {
    return untilServed(1, calls);
  }

  /**
   * How long until so many of the calls have ended, one after another.
   *
   * @param calls how many run at once
   */
  public Duration untilServed(int ended, int calls) {
    return Duration.ofNanos((long) (nanos * ended / Math.max(1, calls)));
  }
}
