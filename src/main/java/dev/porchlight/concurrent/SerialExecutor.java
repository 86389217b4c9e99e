package dev.porchlight.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in the order in which they were given, each after all that the one
 * before it did. Safe for use by any thread: the first to come runs what the others bring
 * meanwhile, and nobody waits.
 */
public final class SerialExecutor implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** How many tasks were given and have not ended. */
  private final AtomicInteger pending = new AtomicInteger();

  private final Consumer<RuntimeException> onFault;

  /**
   * @param onFault hears, in the task's turn, what a task threw; must not throw
   */
  public SerialExecutor(Consumer<RuntimeException> onFault) {
    this.onFault = onFault;
  }

  @Override
  public void execute(Runnable task) {
    if (pending.compareAndSet(0, 1)) {
      run(task);
      runOthers();
      return;
    }
    tasks.add(task);
    if (pending.getAndIncrement() == 0) {
      run(tasks.remove());
      runOthers();
    }
  }

  private void runOthers() {
    while (pending.decrementAndGet() > 0) {
      run(tasks.remove());
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      onFault.accept(e);
    }
  }
}
