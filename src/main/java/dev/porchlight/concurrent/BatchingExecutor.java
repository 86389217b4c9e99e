package dev.porchlight.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * An executor whose tasks, where they are given within a batch, run on the same thread once the
 * batch is over, and elsewhere on the executor behind it. Safe for use by any thread.
 *
 * <p>So what one read of a socket brings is handled whole, then written whole, without a change of
 * threads. Tasks must not block.
 */
public final class BatchingExecutor implements Executor {

  /** The tasks of one batch that run in place; the others go to the executor behind it. */
  static final int MOST_IN_PLACE = 8;

  private static final ThreadLocal<Batch> OF_THREAD = ThreadLocal.withInitial(Batch::new);

  private final Executor executor;

  public BatchingExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Runs an action as a batch, then the tasks that were given within it. Batches may be nested. */
  public static void runBatch(Runnable action) {
    Batch batch = OF_THREAD.get();
    if (batch.open) {
      action.run();
      return;
    }
    batch.open = true;
    try {
      action.run();
    } finally {
      batch.open = false;
      batch.runTasks();
    }
  }

  @Override
  public void execute(Runnable task) {
    if (!OF_THREAD.get().add(task)) {
      executor.execute(task);
    }
  }

  /** The tasks of a thread's batch, while it has one. */
  private static final class Batch {
    private final Queue<Runnable> tasks = new ArrayDeque<>(MOST_IN_PLACE);
    private boolean open;

    boolean add(Runnable task) {
      return open && tasks.size() < MOST_IN_PLACE && tasks.add(task);
    }

    void runTasks() {
      RuntimeException failure = null;
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        try {
          task.run();
        } catch (RuntimeException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
