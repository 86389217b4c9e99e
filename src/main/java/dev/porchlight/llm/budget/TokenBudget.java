package dev.porchlight.llm.budget;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that may be spent at one upstream in a day (UTC). A call reserves the most that it may
 * cost, and is settled with what it did cost. Safe for use by any thread.
 */
public interface TokenBudget {

  /** In tokens, or null for none. */
  @Nullable Long limit();

  /** Whether so many tokens are left beside what is spent and reserved, as far as is known here. */
  boolean hasLeft(long tokens);

  /** Whether they are not left even if no call in flight cost anything; then it is logged. */
  boolean isSpent(long tokens);

  /**
   * Reserves so many tokens.
   *
   * @return false where they are not left, and none were reserved
   */
  CompletionStage<Boolean> reserve(long tokens);

  /** Ends a reservation of a call that cost nothing. */
  void giveBack(long tokens);

  /** Ends a reservation with what the call cost. */
  void settle(long reservedTokens, long spentTokens);

  long spent();

  long reserved();

  Duration untilNextDay();
}
