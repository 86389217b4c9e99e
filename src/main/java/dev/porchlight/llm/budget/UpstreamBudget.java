package dev.porchlight.llm.budget;

import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One upstream's tokens of the day, and its share of the dollars that all may spend. */
final class UpstreamBudget implements DailyBudget {

  private final String name;
  private final Prices prices;
  private final DailyAmount tokens;
  private final DailyAmount money;
  private final SpendingListener listener;

  /**
   * @param prices of the upstream's model
   * @param tokens its own
   * @param money shared by all upstreams, in billionths of a dollar
   */
  UpstreamBudget(
      String name,
      Prices prices,
      DailyAmount tokens,
      DailyAmount money,
      SpendingListener listener) {
    this.name = name;
    this.prices = prices;
    this.tokens = tokens;
    this.money = money;
    this.listener = listener;
  }

  @Override
  public @Nullable Long limit() {
    return tokens.limit();
  }

  @Override
  public boolean hasLeft(TokenUsage most) {
    return tokens.hasLeft(most.total()) && money.hasLeft(prices.costOf(most));
  }

  @Override
  public boolean isSpent(TokenUsage most) {
    return tokens.isSpent(most.total()) || money.isSpent(prices.costOf(most));
  }

  @Override
  public CompletionStage<Boolean> reserve(TokenUsage most) {
    return tokens
        .reserve(most.total())
        .thenCompose(
            isReserved ->
                isReserved ? reserveMoney(most) : CompletableFuture.completedFuture(false));
  }

  private CompletionStage<Boolean> reserveMoney(TokenUsage most) {
    return money
        .reserve(prices.costOf(most))
        .thenApply(
            isReserved -> {
              if (!isReserved) {
                tokens.giveBack(most.total());
              }
              return isReserved;
            });
  }

  @Override
  public void giveBack(TokenUsage reserved) {
    tokens.giveBack(reserved.total());
    money.giveBack(prices.costOf(reserved));
  }

  @Override
  public void settle(TokenUsage reserved, TokenUsage spent) {
    long cost = prices.costOf(spent);
    tokens.settle(reserved.total(), spent.total());
    money.settle(prices.costOf(reserved), cost);
    listener.spent(name, spent, cost);
  }

  @Override
  public long spent() {
    return tokens.spent();
  }

  @Override
  public long reserved() {
    return tokens.reserved();
  }

  @Override
  public Duration untilNextDay() {
    return tokens.untilNextDay();
  }
}
