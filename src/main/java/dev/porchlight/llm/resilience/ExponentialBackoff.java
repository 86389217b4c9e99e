package dev.porchlight.llm.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave an upstream alone that failed without saying for how long: exponential, with
 * full jitter. Not safe for use by two threads at once.
 *
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 *     Backoff and Jitter</a>
 */
final class ExponentialBackoff {
  private static final long BASE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long CAP_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int DOUBLINGS_TO_CAP = 5;

  private final RandomGenerator random;
  private int inRow;

  ExponentialBackoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long most = Math.min(CAP_NANOS, BASE_NANOS << Math.min(inRow, DOUBLINGS_TO_CAP));
    inRow++;
    return Duration.ofNanos(random.nextLong(1, most + 1));
  }

  void reset() {
    inRow = 0;
  }
}
