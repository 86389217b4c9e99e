package dev.porchlight.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * An executor that does nothing while it is paused, as a process does whose machine is suspended:
 * what comes meanwhile is done afterwards. Safe for use by any thread.
 */
public final class PausableExecutor implements Executor {

  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;

  public PausableExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      if (paused) {
        waiting.add(task);
        return;
      }
    }
    executor.execute(task);
  }

  public void pause() {
    synchronized (waiting) {
      paused = true;
    }
  }

  public void goOn() {
    synchronized (waiting) {
      paused = false;
      waiting.forEach(executor::execute);
      waiting.clear();
    }
  }
}
