package dev.porchlight.llm.budget;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * How much more tokens an upstream counts than {@link TokenEstimator} does, learned from what it
 * reports. It never corrects an estimate downwards, since one kind of text says little of another.
 * Safe for use by any thread.
 */
public final class TokenCalibration {

  /** The weight of the newest report in the moving average. */
  private static final double NEWEST = 0.2;

  /** What a report says beyond this is no difference between tokenizers. */
  private static final double MAX_FACTOR = 4;

  @GuardedBy("this")
  private double average = 1;

  /** Learns from a prompt that was estimated at so many tokens and reported at so many. */
  public synchronized void observe(long estimated, long reported) {
    if (estimated > 0) {
      double factor = Math.min(MAX_FACTOR, (double) reported / estimated);
      average += NEWEST * (factor - average);
    }
  }

  /** An estimate, corrected upwards where this upstream counts more. */
  public synchronized long correct(long estimated) {
    return (long) Math.ceil(estimated * Math.max(1, average));
  }
}
