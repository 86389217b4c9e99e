package dev.porchlight.llm.resilience;

import java.time.Duration;

/**
 * How many calls may go to an upstream whose cooldown has just ended: one, and two more for each
 * that it takes. The window is what is on its way and not confirmed, with what may still go. Not
 * safe for use by two threads at once.
 */
final class SlowStart {
  private final int maxWindow;
  private int free = 1;
  private int unconfirmed;
  private long lastSignNanos;

  SlowStart(int maxWindow, long nowNanos) {
    this.maxWindow = maxWindow;
    this.lastSignNanos = nowNanos;
  }

  boolean enter(long nowNanos) {
    if (free == 0) {
      return false;
    }
    free--;
    unconfirmed++;
    lastSignNanos = nowNanos;
    return true;
  }

  /** The upstream took a call. */
  void confirmed(long nowNanos) {
    unconfirmed--;
    free += 2;
    lastSignNanos = nowNanos;
  }

  /** A call ended without saying anything about the upstream. */
  void released() {
    unconfirmed--;
    free++;
  }

  /** Whether the window has passed its maximum, so that it limits nothing any more. */
  boolean isOver() {
    return unconfirmed + free > maxWindow;
  }

  Duration silentFor(long nowNanos) {
    return Duration.ofNanos(nowNanos - lastSignNanos);
  }
}
