package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time for which no call goes to an upstream, an hour at most, with the timer that goes off at
 * its end. Not safe for use by two threads at once.
 */
final class Cooldown {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final Runnable whenOver;
  private long endsNanos;
  private @Nullable Future<?> timer;
  private boolean closed;

  Cooldown(ScheduledExecutorService scheduler, Ticker ticker, Runnable whenOver) {
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.whenOver = whenOver;
  }

  void start(Duration time) {
    endsNanos = endOf(time);
    setTimer();
  }

  /** Lets it last for so long from now on, if it would not anyway. */
  void prolong(Duration time) {
    endsNanos += Math.max(0, endOf(time) - endsNanos);
    setTimer();
  }

  Duration remaining() {
    return Duration.ofNanos(endsNanos - ticker.read());
  }

  boolean isOver() {
    return endsNanos - ticker.read() <= 0;
  }

  /** The timer goes off no more. */
  void close() {
    closed = true;
    cancelTimer();
  }

  private long endOf(Duration time) {
    Duration atMost = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return ticker.read() + atMost.toNanos();
  }

  private void setTimer() {
    cancelTimer();
    if (!closed) {
      timer = scheduler.schedule(whenOver, remaining().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
