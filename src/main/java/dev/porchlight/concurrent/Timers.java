package dev.porchlight.concurrent;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks after a delay on an executor: the timer's one thread only hands them over, so that no
 * task makes the others late. Safe for use by any thread.
 *
 * @param scheduler keeps the time
 * @param executor runs the tasks
 */
public record Timers(ScheduledExecutorService scheduler, Executor executor) {

  /** Runs a task after a delay, unless the future is cancelled before. */
  public Future<?> schedule(Runnable task, Duration delay) {
    return scheduler.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task soon, on another thread; on this one where the executor takes no more tasks. */
  public void execute(Runnable task) {
    try {
      executor.execute(() -> FaultIsolation.run("A task", task));
    } catch (RejectedExecutionException atShutdown) {
      FaultIsolation.run("A task", task);
    }
  }
}
