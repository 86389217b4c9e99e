package dev.porchlight.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler and the clock it goes by, moved by hand: a task runs on the thread that advances the
 * time past it, in the order of their times. Any thread may schedule and cancel; one may advance.
 */
public final class ManualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService, Ticker, InstantSource {
  private final PriorityBlockingQueue<Task<?>> tasks =
      new PriorityBlockingQueue<>(
          16, Comparator.<Task<?>>comparingLong(t -> t.dueNanos).thenComparingLong(t -> t.number));

  /** A morning, well before the next day. */
  private static final Instant BEGINNING = Instant.parse("2026-05-31T10:00:00Z");

  private final Instant start;
  private final AtomicLong nowNanos = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean shutdown = new AtomicBoolean();

  /** Begins on a morning that is always the same. */
  public ManualScheduler() {
    this(BEGINNING);
  }

  /** Begins at that time. */
  public ManualScheduler(Instant start) {
    this.start = start;
  }

  /** Moves the time on and runs what falls due, with the time that each was due at. */
  public void advance(Duration by) {
    long until = nowNanos.get() + by.toNanos();
    for (Task<?> task = pollDue(until); task != null; task = pollDue(until)) {
      nowNanos.accumulateAndGet(task.dueNanos, Math::max);
      task.runOnce();
    }
    nowNanos.set(until);
  }

  /** How many tasks wait for their time. */
  public int pending() {
    return tasks.size();
  }

  /** How far off the next task is, or null where none waits. */
  public @Nullable Duration untilNext() {
    Task<?> next = tasks.peek();
    return next == null ? null : Duration.ofNanos(next.dueNanos - nowNanos.get());
  }

  @Override
  public long read() {
    return nowNanos.get();
  }

  /** When it began, and the time that was moved by hand since then. */
  @Override
  public Instant instant() {
    return start.plusNanos(read());
  }

  @Override
  public void execute(Runnable command) {
    add(new Task<>(Executors.callable(command), 0, 0));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(new Task<>(Executors.callable(command), unit.toNanos(delay), 0));
  }

  @Override
  public <V extends @Nullable Object> ScheduledFuture<V> schedule(
      Callable<V> callable, long delay, TimeUnit unit) {
    return add(new Task<>(callable, unit.toNanos(delay), 0));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return add(
        new Task<>(Executors.callable(command), unit.toNanos(initialDelay), unit.toNanos(period)));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(command, initialDelay, delay, unit);
  }

  @Override
  public void shutdown() {
    shutdown.set(true);
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    List<Runnable> waiting = new ArrayList<>();
    tasks.drainTo(waiting);
    return waiting;
  }

  @Override
  public boolean isShutdown() {
    return shutdown.get();
  }

  @Override
  public boolean isTerminated() {
    return shutdown.get() && tasks.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }

  @CanIgnoreReturnValue
  private <T extends Task<?>> T add(T task) {
    if (shutdown.get()) {
      throw new RejectedExecutionException("the scheduler was shut down");
    }
    tasks.add(task);
    return task;
  }

  private @Nullable Task<?> pollDue(long untilNanos) {
    Task<?> next = tasks.peek();
    return next != null && next.dueNanos <= untilNanos && tasks.remove(next) ? next : null;
  }

  private final class Task<V extends @Nullable Object> extends FutureTask<V>
      implements ScheduledFuture<V> {
    private final long number = numbers.getAndIncrement();
    private final long periodNanos;
    private long dueNanos;

    Task(Callable<V> callable, long delayNanos, long periodNanos) {
      super(callable);
      this.dueNanos = nowNanos.get() + Math.max(0, delayNanos);
      this.periodNanos = periodNanos;
    }

    void runOnce() {
      if (periodNanos == 0) {
        run();
      } else if (runAndReset() && !shutdown.get()) {
        dueNanos += periodNanos;
        tasks.add(this);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(false);
      tasks.remove(this);
      return cancelled;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - nowNanos.get(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
