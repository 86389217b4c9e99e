package dev.porchlight.llm.budget;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How much of one thing may be spent in a day (UTC). A call reserves the most that it may cost, and
 * is settled with what it did cost. Safe for use by any thread.
 */
public interface DailyAmount {

  /** Where the count of a day ends, so that no sum with it overflows. */
  long MAX = 1_000_000_000_000_000L;

  /** What is spent once more was: a provider's count of it may be anything. */
  static long sum(long spent, long more) {
    return Math.min(MAX, spent + Math.max(0, Math.min(MAX, more)));
  }

  /** In the unit, or null for none. */
  @Nullable Long limit();

  /** Whether so much is left beside what is spent and reserved, as far as is known here. */
  boolean hasLeft(long amount);

  /** Whether it is not left even if no call in flight cost anything; then it is logged. */
  boolean isSpent(long amount);

  /** Reserves so much; false where it is not left, and nothing was reserved. */
  CompletionStage<Boolean> reserve(long amount);

  /** Ends a reservation of a call that cost nothing. */
  void giveBack(long amount);

  /** Ends a reservation with what the call cost. */
  void settle(long reservedAmount, long spentAmount);

  long spent();

  long reserved();

  DailyBudgets.Status status();

  Duration untilNextDay();
}
