package dev.porchlight.testing;

import dev.porchlight.io.StorageException;
import dev.porchlight.llm.budget.BudgetStore;
import dev.porchlight.llm.budget.DailySpend;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what is spent for the length of a test, and can fail. */
public final class MemoryBudgetStore implements BudgetStore {

  private final Map<String, DailySpend> kept = new TreeMap<>();
  private int writes;
  private boolean isFailing;

  /** From now on it can't be used, or it can again. */
  public synchronized void fail(boolean failing) {
    isFailing = failing;
  }

  public synchronized int writes() {
    return writes;
  }

  public synchronized Map<String, DailySpend> kept() {
    return new TreeMap<>(kept);
  }

  @Override
  public synchronized Map<String, DailySpend> read() {
    check();
    return new TreeMap<>(kept);
  }

  @Override
  public synchronized void write(Map<String, DailySpend> spent) {
    check();
    writes++;
    kept.putAll(spent);
  }

  private void check() {
    if (isFailing) {
      throw new StorageException("the disk is on fire");
    }
  }
}
