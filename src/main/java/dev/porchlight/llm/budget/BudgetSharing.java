package dev.porchlight.llm.budget;

import org.jspecify.annotations.Nullable;

/** Makes the amounts that several machines spend of together. */
@FunctionalInterface
public interface BudgetSharing {

  /**
   * What all machines may spend of one thing in a day.
   *
   * @param name the same on each machine
   * @param limit in the unit, or null for none
   */
  DailyAmount amount(String name, DailySpend.Unit unit, @Nullable Long limit);
}
