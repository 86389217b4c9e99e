package dev.porchlight.llm.budget;

import dev.porchlight.io.StorageException;
import java.util.Map;

/** Keeps what was spent today for the time after a restart. Safe for use by any thread. */
public interface BudgetStore {

  /**
   * What was spent by each budget's name on its last day.
   *
   * @throws StorageException where what was kept can't be read, or is lost
   */
  Map<String, DailySpend> read();

  /**
   * Replaces what is kept under these names.
   *
   * @throws StorageException where it can't be written
   */
  void write(Map<String, DailySpend> spent);
}
