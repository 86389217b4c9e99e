package dev.porchlight.llm.budget;

import dev.porchlight.llm.TokenUsage;

/** Hears what is spent. Called on any thread; must not block. */
@FunctionalInterface
public interface SpendingListener {

  /**
   * A call was paid.
   *
   * @param budget its name
   * @param nanoDollars what it cost in billionths of a dollar; 0 where its prices are not known
   */
  void spent(String budget, TokenUsage usage, long nanoDollars);
}
