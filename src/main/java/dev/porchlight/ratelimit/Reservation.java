package dev.porchlight.ratelimit;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an admission took from a visitor's quotas, which can be given back: a question's where it
 * got no place after all, a stream's when it is over. Any thread may do so, and only the first time
 * counts.
 */
public final class Reservation {
  private final AtomicBoolean givenBack = new AtomicBoolean();
  private final Runnable giveBack;

  /**
   * @param giveBack run once, on the thread that gives back
   */
  public Reservation(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  /** Gives back what was taken, once; never more than the quota comes together. */
  public void giveBack() {
    if (givenBack.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
