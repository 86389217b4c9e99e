package dev.porchlight.llm.budget;

import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent at one upstream in a day (UTC): so many tokens, and what is left of the dollars
 * that all upstreams share. A call reserves the most that it may cost, and is settled with what it
 * did cost. Safe for use by any thread.
 */
public interface DailyBudget {

  /** In tokens, or null for none. */
  @Nullable Long limit();

  /** Whether so much is left beside what is spent and reserved, as far as is known here. */
  boolean hasLeft(TokenUsage most);

  /** Whether it is not left even if no call in flight cost anything; then it is logged. */
  boolean isSpent(TokenUsage most);

  /**
   * Reserves the most that a call may cost.
   *
   * @return false where it is not left, and nothing was reserved
   */
  CompletionStage<Boolean> reserve(TokenUsage most);

  /** Ends a reservation of a call that cost nothing. */
  void giveBack(TokenUsage reserved);

  /** Ends a reservation with what the call cost. */
  void settle(TokenUsage reserved, TokenUsage spent);

  /** In tokens. */
  long spent();

  /** In tokens. */
  long reserved();

  Duration untilNextDay();
}
