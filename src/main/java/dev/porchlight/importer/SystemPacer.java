package dev.porchlight.importer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of this machine. Safe for use by any thread. */
final class SystemPacer implements Pacer {

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    boolean counted = never.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    if (counted) {
      throw new IllegalStateException("nobody counts the latch down");
    }
  }
}
