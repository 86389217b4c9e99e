package dev.porchlight.doctor;

import java.time.Duration;
import java.util.List;

/**
 * When the pieces of a streamed answer came.
 *
 * @param arrivals of each event, since the request was sent, in order
 */
record StreamTiming(List<Duration> arrivals) {

  /** An answer that comes sooner is over before anything could be told from it. */
  private static final Duration TOO_SHORT = Duration.ofMillis(300);

  private static final double LATE = 0.8;

  StreamTiming {
    arrivals = List.copyOf(arrivals);
  }

  Duration first() {
    return arrivals.get(0);
  }

  Duration last() {
    return arrivals.get(arrivals.size() - 1);
  }

  /** Whether it took long enough to tell anything. */
  boolean tells() {
    return last().compareTo(TOO_SHORT) > 0;
  }

  /**
   * Whether it was held back on the way: the server sends the first event before the model is
   * asked, so that it can't come near the end of all.
   */
  boolean isHeldBack() {
    return first().toNanos() > LATE * last().toNanos();
  }
}
