package dev.porchlight.llm.budget;

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
public final class BudgetPersister {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetPersister.class);
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final @Nullable BudgetStore store;
  private final ScheduledExecutorService scheduler;
  private final Executor executor;
  private final Map<String, DailySpend> before;
  private final Map<String, DailyTokenBudget> budgets = new ConcurrentHashMap<>();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @throws BudgetStoreException if there is a file and it can't be understood
   */
  public BudgetPersister(
      @Nullable Path folder, ScheduledExecutorService scheduler, Executor executor) {
    this.store = folder == null ? null : new BudgetStore(folder);
    this.scheduler = scheduler;
    this.executor = executor;
    this.before = store == null ? Map.of() : store.read();
  }

  /** What was spent at an upstream before the start, or null where nothing is known of it. */
  @Nullable
  public DailySpend before(String upstream) {
    return before.get(upstream);
  }

  public void keep(String upstream, DailyTokenBudget budget) {
    budgets.put(upstream, budget);
  }

  /** A budget has changed. */
  public void changed() {
    if (store != null && !closed && unsaved.compareAndSet(false, true)) {
      var unused =
          scheduler.schedule(
              () -> executor.execute(this::saveOrWarn), DELAY.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Writes the file at once. An upstream that is no more asked keeps its place in it.
   *
   * @throws BudgetStoreException if it can't be written
   */
  public synchronized void save() {
    unsaved.set(false);
    if (store != null) {
      Map<String, DailySpend> spent = new TreeMap<>(before);
      budgets.forEach((upstream, budget) -> spent.put(upstream, budget.daySpent()));
      store.write(spent);
    }
  }

  /** Writes the file once more, and no more after that. */
  public void close() {
    closed = true;
    saveOrWarn();
  }

  private void saveOrWarn() {
    try {
      save();
    } catch (BudgetStoreException e) {
      LOG.warn("What is spent today would be forgotten by a restart: {}", e.getMessage(), e);
    }
  }
}
