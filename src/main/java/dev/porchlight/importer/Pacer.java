package dev.porchlight.importer;

import java.time.Duration;

/** The time that passes between requests. */
interface Pacer {

  /** Nanoseconds of a clock that only moves forward. */
  long nanoTime();

  /** Returns when the time is over. */
  void pause(Duration duration) throws InterruptedException;
}
