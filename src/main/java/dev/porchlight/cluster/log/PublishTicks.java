package dev.porchlight.cluster.log;

import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs what has to be published in ticks, so that what a model writes within one goes out together,
 * over all answers. Safe for use by any thread.
 */
final class PublishTicks {

  static final Duration TICK = Duration.ofMillis(5);

  /** For what no other machine waits for; so much is lost with a machine that dies. */
  static final Duration UNHURRIED_TICK = Duration.ofMillis(100);

  /** So many unhurried ticks are spread over one, lest all answers be published at once. */
  private static final int LANES = 16;

  private final Lane hurried;
  private final List<Lane> unhurried;

  /**
   * @param together runs what is due in one tick
   */
  PublishTicks(Timers timers, Consumer<Runnable> together) {
    this.hurried = new Lane(timers, TICK, together);
    this.unhurried =
        Stream.generate(() -> new Lane(timers, UNHURRIED_TICK, together)).limit(LANES).toList();
  }

  /** Runs a task, which must not block, in the next tick. */
  void add(Runnable task) {
    hurried.add(task);
  }

  /** Runs a task of an answer, which must not block, in the answer's next unhurried tick. */
  void addUnhurried(String answer, Runnable task) {
    unhurried.get(Math.floorMod(answer.hashCode(), LANES)).add(task);
  }

  /** What runs at one pace. */
  private static final class Lane {

    private final Timers timers;
    private final Duration tick;
    private final Consumer<Runnable> together;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isScheduled = new AtomicBoolean();

    Lane(Timers timers, Duration tick, Consumer<Runnable> together) {
      this.timers = timers;
      this.tick = tick;
      this.together = together;
    }

    void add(Runnable task) {
      waiting.add(task);
      if (isScheduled.compareAndSet(false, true)) {
        var unused = timers.schedule(this::tick, tick);
      }
    }

    private void tick() {
      isScheduled.set(false);
      List<Runnable> due = new ArrayList<>();
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        due.add(task);
      }
      together.accept(() -> due.forEach(Runnable::run));
    }
  }
}
