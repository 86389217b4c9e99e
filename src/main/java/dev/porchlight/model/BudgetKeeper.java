package dev.porchlight.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in a file what is spent, about a second after it changed, for the time after a restart; or
 * keeps nothing, where there is no folder for it. Safe for use by any thread.
 */
final class BudgetKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetKeeper.class);
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final @Nullable BudgetFile file;
  private final ScheduledExecutorService scheduler;
  private final Executor executor;
  private final Map<String, DaySpent> before;
  private final Map<String, DailyBudget> budgets = new ConcurrentHashMap<>();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @throws BudgetFileException if there is a file and it can't be understood
   */
  BudgetKeeper(@Nullable Path folder, ScheduledExecutorService scheduler, Executor executor) {
    this.file = folder == null ? null : new BudgetFile(folder);
    this.scheduler = scheduler;
    this.executor = executor;
    this.before = file == null ? Map.of() : file.read();
  }

  /** What was spent at an upstream before the start, or null where nothing is known of it. */
  @Nullable DaySpent before(String upstream) {
    return before.get(upstream);
  }

  void keep(String upstream, DailyBudget budget) {
    budgets.put(upstream, budget);
  }

  /** A budget has changed. */
  void changed() {
    if (file != null && !closed && unsaved.compareAndSet(false, true)) {
      var unused =
          scheduler.schedule(
              () -> executor.execute(this::saveOrWarn), DELAY.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Writes the file at once. An upstream that is no more asked keeps its place in it.
   *
   * @throws BudgetFileException if it can't be written
   */
  synchronized void save() {
    unsaved.set(false);
    if (file != null) {
      Map<String, DaySpent> spent = new TreeMap<>(before);
      budgets.forEach((upstream, budget) -> spent.put(upstream, budget.daySpent()));
      file.write(spent);
    }
  }

  /** Writes the file once more, and no more after that. */
  void close() {
    closed = true;
    saveOrWarn();
  }

  private void saveOrWarn() {
    try {
      save();
    } catch (BudgetFileException e) {
      LOG.warn("What is spent today would be forgotten by a restart: {}", e.getMessage(), e);
    }
  }
}
