package dev.porchlight.llm.resilience;

import java.time.Duration;

/**
 * Decides when a circuit trips, and how long it then stays open: longer with each probe that fails.
 * Not safe for use by two threads at once.
 */
final class TripPolicy {
  private static final int FAILURES_IN_ROW = 5;
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int DOUBLINGS_TO_LONGEST = 4;

  private int failuresInRow;
  private int tripsInRow;

  /** Whether this failure is one too many. */
  boolean failed() {
    failuresInRow++;
    return failuresInRow >= FAILURES_IN_ROW;
  }

  void confirmed() {
    failuresInRow = 0;
    tripsInRow = 0;
  }

  Duration next() {
    Duration time = FIRST.multipliedBy(1L << Math.min(tripsInRow, DOUBLINGS_TO_LONGEST));
    tripsInRow++;
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
