package dev.porchlight.concurrent;

import dev.porchlight.io.StorageException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Saves what is in memory about a second after it changed, once for all changes of that second. A
 * save that failed is tried again later. Safe for use by any thread; saves never overlap.
 */
public final class WriteBehind implements AutoCloseable {

  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(10);

  private final Runnable save;
  private final Timers timers;
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param save writes what has changed, as it is then; may block; a {@link StorageException} of it
   *     means that it is still to be written
   */
  public WriteBehind(Runnable save, Timers timers) {
    this.save = save;
    this.timers = timers;
  }

  /** What is in memory is no longer what was saved. */
  public void changed() {
    saveIn(DELAY);
  }

  private void saveIn(Duration delay) {
    if (!closed && isScheduled.compareAndSet(false, true)) {
      var unused = timers.schedule(this::save, delay);
    }
  }

  private void save() {
    isScheduled.set(false);
    if (!trySave()) {
      saveIn(BEFORE_NEXT_TRY);
    }
  }

  private synchronized boolean trySave() {
    try {
      save.run();
      return true;
    } catch (StorageException told) {
      return false;
    }
  }

  /** Saves once more, and no more after that. */
  @Override
  public void close() {
    closed = true;
    var unused = trySave();
  }
}
