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
  private final boolean recordLost;
  private final Map<String, DailyTokenBudget> budgets = new ConcurrentHashMap<>();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private volatile boolean closed;

  /** Reads the file; one that can't be understood is set aside under another name. */
  public BudgetPersister(
      @Nullable Path folder, ScheduledExecutorService scheduler, Executor executor) {
    this.store = folder == null ? null : new BudgetStore(folder);
    this.scheduler = scheduler;
    this.executor = executor;
    Map<String, DailySpend> read = store == null ? Map.of() : readOrSetAside(store);
    this.recordLost = read == null;
    this.before = read == null ? Map.of() : read;
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

  /** Whether there was a record of what was spent before the start, and it can't be read. */
  public boolean isRecordLost() {
    return recordLost;
  }

  /** Null where the file can't be understood. */
  private static @Nullable Map<String, DailySpend> readOrSetAside(BudgetStore store) {
    try {
      return store.read();
    } catch (BudgetStoreException e) {
      LOG.warn(
          "{} It is now {}, and half of the day's token budget counts as spent.",
          e.getMessage(),
          store.setAside());
      return null;
    }
  }

  /** An upstream that is no more asked keeps its place in the file. */
  private synchronized void save() {
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

  /** Writes the file at once; where that fails, says so in the log. */
  public void saveOrWarn() {
    try {
      save();
    } catch (BudgetStoreException e) {
      LOG.warn("What is spent today would be forgotten by a restart: {}", e.getMessage());
    }
  }
}
