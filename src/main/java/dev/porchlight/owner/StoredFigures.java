package dev.porchlight.owner;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.io.StorageException;
import dev.porchlight.owner.DayStore.Figure;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store's figures, and those that it has not got yet: what it is not known to have is given to it
 * again. Safe for use by any thread, saving by one; its monitor is held over no call to the store.
 */
final class StoredFigures {

  private final DayStore store;

  /** What the store has not been given yet. */
  @GuardedBy("this")
  private Map<LocalDate, Map<Figure, Long>> unsaved = new HashMap<>();

  /** What the store was given last, until it says that it has it. */
  @GuardedBy("this")
  private Map<LocalDate, Map<Figure, Long>> given = new HashMap<>();

  @GuardedBy("this")
  private long timesGiven;

  StoredFigures(DayStore store) {
    this.store = store;
  }

  boolean isShared() {
    return store.isShared();
  }

  synchronized void add(LocalDate day, Map<Figure, Long> more) {
    add(unsaved, day, more);
  }

  /** Adds to the figures of a day. */
  static void add(Map<LocalDate, Map<Figure, Long>> days, LocalDate day, Map<Figure, Long> more) {
    Map<Figure, Long> figures = days.computeIfAbsent(day, unknown -> new HashMap<>());
    more.forEach((figure, amount) -> figures.merge(figure, amount, Long::sum));
  }

  /**
   * Gives the store what it has not got.
   *
   * @param first the first day that is kept
   * @throws StorageException where the store may not have it; it is given it again the next time
   */
  void save(LocalDate first) {
    boolean wasGivenBefore;
    do {
      synchronized (this) {
        wasGivenBefore = !given.isEmpty();
      }
      give(first);
    } while (wasGivenBefore);
  }

  private void give(LocalDate first) {
    Map<LocalDate, Map<Figure, Long>> more;
    synchronized (this) {
      if (given.isEmpty()) {
        given = unsaved;
        unsaved = new HashMap<>();
        timesGiven++;
      }
      more = given;
    }
    if (!more.isEmpty()) {
      store.add(more, first);
    }
    synchronized (this) {
      given = new HashMap<>();
    }
  }

  /**
   * All figures, or null where they can't be told now: the store fails, or is being given some, of
   * which what was read may hold some or none.
   */
  @Nullable Map<LocalDate, Map<Figure, Long>> read() {
    long timesBefore;
    synchronized (this) {
      timesBefore = timesGiven;
    }
    Map<LocalDate, Map<Figure, Long>> days = new HashMap<>();
    try {
      store.read().forEach((day, figures) -> add(days, day, figures));
    } catch (StorageException told) {
      return null;
    }
    synchronized (this) {
      unsaved.forEach((day, figures) -> add(days, day, figures));
      return given.isEmpty() && timesGiven == timesBefore ? days : null;
    }
  }
}
