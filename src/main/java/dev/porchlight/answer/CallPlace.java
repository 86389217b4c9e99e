package dev.porchlight.answer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The place that one answer's calls take up. It is given back once, when the answer is closed and
 * its last call has ended: a call that is aborted runs until its upstream's connection is closed.
 * Safe for use by any thread.
 */
final class CallPlace {

  /** The answer itself, and each call that runs. */
  private final AtomicInteger holders = new AtomicInteger(1);

  private final Runnable giveBack;

  CallPlace(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  /**
   * A call begins; it {@linkplain #leave leaves} when it ends.
   *
   * @return false where the place has been given back
   */
  boolean enter() {
    return holders.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
  }

  /** The answer is closed, or a call has ended. */
  void leave() {
    if (holders.decrementAndGet() == 0) {
      giveBack.run();
    }
  }
}
