package dev.porchlight.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time, in the order in which they were given, each after all that the one
 * before it did. Safe for use by any thread: the first to come runs what the others bring
 * meanwhile, and nobody waits. Tasks must not throw.
 */
public final class SerialExecutor implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      do {
        tasks.remove().run();
      } while (waiting.decrementAndGet() > 0);
    }
  }
}
