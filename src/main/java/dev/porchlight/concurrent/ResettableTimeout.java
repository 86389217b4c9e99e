package dev.porchlight.concurrent;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that can be put off, cheaply. For one thread at a time; what it runs at the end of
 * the time must check by {@link #isOver} that the time was not put off meanwhile.
 */
public final class ResettableTimeout {
  private final Timers timers;
  private final Ticker ticker;
  private final Runnable whenDue;
  private long limitNanos;
  private long sinceNanos;
  private @Nullable Future<?> timer;

  public ResettableTimeout(Timers timers, Ticker ticker, Runnable whenDue) {
    this.timers = timers;
    this.ticker = ticker;
    this.whenDue = whenDue;
  }

  /** Counts from now on, to this limit. */
  public void start(Duration limit) {
    cancel();
    limitNanos = limit.toNanos();
    sinceNanos = ticker.read();
    schedule(limitNanos);
  }

  /** Counts from now on, to the same limit. The timer stays; it is set anew once it fires. */
  public void putOff() {
    sinceNanos = ticker.read();
  }

  /** Whether the time is up; where it was put off, waits for the rest. */
  public boolean isOver() {
    if (timer == null) {
      return false;
    }
    long leftNanos = limitNanos - (ticker.read() - sinceNanos);
    if (leftNanos > 0) {
      schedule(leftNanos);
      return false;
    }
    return true;
  }

  public void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void schedule(long nanos) {
    timer = timers.schedule(whenDue, Duration.ofNanos(nanos));
  }
}
