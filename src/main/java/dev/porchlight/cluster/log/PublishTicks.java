package dev.porchlight.cluster.log;

import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what has to be published in ticks, so that what a model writes within one goes out together,
 * over all answers. Safe for use by any thread.
 */
final class PublishTicks {

  private static final Duration TICK = Duration.ofMillis(5);

  private final Timers timers;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isScheduled = new AtomicBoolean();

  PublishTicks(Timers timers) {
    this.timers = timers;
  }

  /** Runs a task, which must not block, in the next tick. */
  void add(Runnable task) {
    waiting.add(task);
    if (isScheduled.compareAndSet(false, true)) {
      var unused = timers.schedule(this::tick, TICK);
    }
  }

  private void tick() {
    isScheduled.set(false);
    List<Runnable> due = new ArrayList<>();
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      due.add(task);
    }
    due.forEach(Runnable::run);
  }
}
