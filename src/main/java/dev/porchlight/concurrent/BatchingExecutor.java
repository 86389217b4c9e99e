package dev.porchlight.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

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

  private static final ThreadLocal<@Nullable Batch> CURRENT = new ThreadLocal<>();

  private final Executor executor;

  public BatchingExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Runs an action as a batch, then the tasks that were given within it. Batches may be nested. */
  public static void runBatch(Runnable action) {
    if (CURRENT.get() != null) {
      action.run();
      return;
    }
    Batch batch = new Batch();
    CURRENT.set(batch);
    try {
      action.run();
    } finally {
      CURRENT.remove();
      batch.runTasks();
    }
  }

  @Override
  public void execute(Runnable task) {
    Batch batch = CURRENT.get();
    if (batch == null || !batch.add(task)) {
      executor.execute(task);
    }
  }

  /** The tasks of one batch, all of one thread. */
  private static final class Batch {
    private final Queue<Runnable> tasks = new ArrayDeque<>(2);

    boolean add(Runnable task) {
      return tasks.size() < MOST_IN_PLACE && tasks.add(task);
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
