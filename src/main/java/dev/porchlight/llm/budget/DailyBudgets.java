package dev.porchlight.llm.budget;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
 * The day's token budgets by their names. What is spent of them is kept in a file, about a second
 * after it changed, for the time after a restart; or forgotten, where there is no folder for it.
 * Safe for use by any thread.
 */
public final class DailyBudgets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DailyBudgets.class);
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final @Nullable BudgetStore store;
  private final InstantSource clock;
  private final ScheduledExecutorService scheduler;
  private final Executor executor;
  private final Map<String, DailySpend> before;
  private final boolean recordLost;
  private final Map<String, DailyTokenBudget> budgets = new ConcurrentHashMap<>();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Reads the file; one that can't be understood is set aside under another name.
   *
   * @param folder keeps what was spent for the time after a restart, or null to forget it
   * @param clock tells the day
   * @param executor writes the file
   */
  public DailyBudgets(
      @Nullable Path folder,
      InstantSource clock,
      ScheduledExecutorService scheduler,
      Executor executor) {
    this.store = folder == null ? null : new BudgetStore(folder);
    this.clock = clock;
    this.scheduler = scheduler;
    this.executor = executor;
    Map<String, DailySpend> read = store == null ? Map.of() : readOrSetAside(store);
    this.recordLost = read == null;
    this.before = read == null ? Map.of() : read;
    if (!recordLost) {
      saveOrWarn();
    }
  }

  /**
   * The budget of that name, which goes on from what was spent before the start.
   *
   * @param limit in tokens a day, or null for any number; of no effect where the budget is known
   */
  public TokenBudget open(String name, @Nullable Long limit) {
    TokenBudget budget = budgets.computeIfAbsent(name, unknown -> create(unknown, limit));
    if (recordLost) {
      saveOrWarn();
    }
    return budget;
  }

  private DailyTokenBudget create(String name, @Nullable Long limit) {
    DailyTokenBudget budget =
        new DailyTokenBudget(name, limit, clock, before.get(name), this::changed);
    if (recordLost) {
      budget.presumeHalfSpent();
    }
    return budget;
  }

  private void changed() {
    if (store != null && !closed && unsaved.compareAndSet(false, true)) {
      var unused =
          scheduler.schedule(
              () -> executor.execute(this::saveOrWarn), DELAY.toNanos(), TimeUnit.NANOSECONDS);
    }
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

  /** Writes the file once more, and no more after that. */
  @Override
  public void close() {
    closed = true;
    saveOrWarn();
  }

  private void saveOrWarn() {
    try {
      save();
    } catch (BudgetStoreException e) {
      LOG.warn("What is spent today would be forgotten by a restart: {}", e.getMessage());
    }
  }

  /** A budget that is no longer used keeps its place in the file. */
  private synchronized void save() {
    unsaved.set(false);
    if (store != null) {
      Map<String, DailySpend> spent = new TreeMap<>(before);
      budgets.forEach((name, budget) -> spent.put(name, budget.daySpent()));
      store.write(spent);
    }
  }
}
