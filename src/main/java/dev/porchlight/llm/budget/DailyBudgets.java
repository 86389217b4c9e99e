package dev.porchlight.llm.budget;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.concurrent.WriteBehind;
import dev.porchlight.io.StorageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The day's budgets of all upstreams by their names, and the dollars that they share. What is spent
 * is kept for the time after a restart, or forgotten, where there is no store. Safe for use by any
 * thread.
 */
public final class DailyBudgets implements AutoCloseable {

  /** The name of what all upstreams cost together, in dollars. */
  public static final String TOTAL = "total";

  private static final Logger log = LoggerFactory.getLogger(DailyBudgets.class);

  private final @Nullable BudgetStore store;
  private final InstantSource clock;
  private final SpendingListener listener;
  private final Map<String, DailySpend> before;
  private final boolean recordLost;
  private final @Nullable WriteBehind saving;
  private final @Nullable BudgetSharing sharing;
  private final DailyAmount money;
  private final Map<String, DailyAmount> tokens = new ConcurrentHashMap<>();

  /** Those that the store keeps, by their names. */
  private final Map<String, InMemoryDailyAmount> own = new ConcurrentHashMap<>();

  /**
   * How much of a budget is used.
   *
   * @param limit null for none; it, spent and reserved are in the unit
   */
  public record Status(
      String name, DailySpend.Unit unit, @Nullable Long limit, long spent, long reserved) {}

  /**
   * The budgets of this process, which go on from what was spent today before the start; where that
   * is not known any more, half of each budget counts as spent.
   *
   * @param store keeps what was spent, or null to forget it
   * @param nanoDollars what all upstreams may cost together in a day, in billionths of a dollar, or
   *     null for any sum
   * @param clock tells the day
   * @param timers run what the store writes
   * @param listener hears what is spent
   */
  public DailyBudgets(
      @Nullable BudgetStore store,
      @Nullable Long nanoDollars,
      InstantSource clock,
      Timers timers,
      SpendingListener listener) {
    this(store, null, nanoDollars, clock, timers, listener);
  }

  /**
   * The budgets that all machines share, who keep for each other what was spent before a start.
   *
   * @param sharing makes the amounts
   * @param nanoDollars what all upstreams may cost together in a day, in billionths of a dollar, or
   *     null for any sum
   */
  public static DailyBudgets shared(
      BudgetSharing sharing,
      @Nullable Long nanoDollars,
      InstantSource clock,
      Timers timers,
      SpendingListener listener) {
    return new DailyBudgets(null, sharing, nanoDollars, clock, timers, listener);
  }

  private DailyBudgets(
      @Nullable BudgetStore store,
      @Nullable BudgetSharing sharing,
      @Nullable Long nanoDollars,
      InstantSource clock,
      Timers timers,
      SpendingListener listener) {
    this.store = store;
    this.sharing = sharing;
    this.clock = clock;
    this.listener = listener;
    this.saving = store == null ? null : new WriteBehind(this::save, timers);
    Map<String, DailySpend> read = store == null ? Map.of() : readOrWarn(store);
    this.recordLost = read == null;
    this.before = read == null ? Map.of() : read;
    this.money = amount(TOTAL, DailySpend.Unit.NANO_DOLLARS, nanoDollars);
    if (recordLost) {
      changed();
    }
  }

  /**
   * The budget of that name, which goes on from what was spent before the start.
   *
   * @param limit in tokens a day, or null for any number; of no effect where the budget is known
   * @param prices of what is paid of it
   */
  public DailyBudget open(String name, @Nullable Long limit, Prices prices) {
    DailyAmount own =
        tokens.computeIfAbsent(name, unknown -> amount(unknown, DailySpend.Unit.TOKENS, limit));
    return new UpstreamBudget(name, prices, own, money, listener);
  }

  /** How much of each is used, by name, and at last of the dollars. */
  public List<Status> list() {
    List<Status> found = new ArrayList<>();
    new TreeMap<>(tokens).values().forEach(amount -> found.add(amount.status()));
    found.add(money.status());
    return List.copyOf(found);
  }

  private DailyAmount amount(String name, DailySpend.Unit unit, @Nullable Long limit) {
    if (sharing != null) {
      return sharing.amount(name, unit, limit);
    }
    DailySpend known = before.get(name);
    InMemoryDailyAmount amount =
        new InMemoryDailyAmount(
            name,
            unit,
            limit,
            clock,
            known == null || known.unit() != unit ? null : known,
            this::changed);
    if (recordLost) {
      amount.presumeHalfSpent();
    }
    own.put(name, amount);
    return amount;
  }

  private void changed() {
    if (saving != null) {
      saving.changed();
    }
  }

  /** Null where what was spent is not known any more. */
  private static @Nullable Map<String, DailySpend> readOrWarn(BudgetStore store) {
    try {
      return store.read();
    } catch (StorageException e) {
      log.warn(
          "What was spent today before the start is not known ({}); half of the day's budget counts"
              + " as spent.",
          e.getMessage());
      return null;
    }
  }

  /** Writes what is spent once more, and no more after that. */
  @Override
  public void close() {
    if (saving != null) {
      saving.close();
    }
  }

  private void save() {
    if (store != null) {
      Map<String, DailySpend> spent = new TreeMap<>();
      own.forEach((name, amount) -> spent.put(name, amount.daySpent()));
      store.write(spent);
    }
  }
}
