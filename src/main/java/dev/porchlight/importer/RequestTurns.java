package dev.porchlight.importer;

import java.time.Duration;

/** Keeps an interval between the starts of requests. For one thread. */
final class RequestTurns {

  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(10);

  private final Pacer pacer;
  private Duration interval = SHORTEST;
  private boolean hasBegun;
  private long lastStart;

  RequestTurns(Pacer pacer) {
    this.pacer = pacer;
  }

  /** Sets what the site asks for, within bounds. */
  void setInterval(Duration asked) {
    interval = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    interval = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
  }

  /** Returns when the next request may start. */
  void await() throws InterruptedException {
    Duration passed = Duration.ofNanos(pacer.nanoTime() - lastStart);
    if (hasBegun && passed.compareTo(interval) < 0) {
      pacer.pause(interval.minus(passed));
    }
    hasBegun = true;
    lastStart = pacer.nanoTime();
  }
}
