package dev.porchlight.concurrent;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets through one in each interval, such as one line a minute. Safe for use by any thread. */
public final class Throttle {

  private final long intervalNanos;
  private final Ticker ticker;
  private final AtomicLong nextNanos;

  public Throttle(Duration interval, Ticker ticker) {
    this.intervalNanos = interval.toNanos();
    this.ticker = ticker;
    this.nextNanos = new AtomicLong(ticker.read());
  }

  /** Whether none was let through within the last interval; this one is, then. */
  public boolean tryPass() {
    long now = ticker.read();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + intervalNanos);
  }
}
