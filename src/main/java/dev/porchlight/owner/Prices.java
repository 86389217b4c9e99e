package dev.porchlight.owner;

import dev.porchlight.llm.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What the model costs, in US dollars for a million tokens.
 *
 * @param input for what it reads
 * @param cached for what it reads of the provider's prompt cache
 * @param output for what it writes
 */
public record Prices(BigDecimal input, BigDecimal cached, BigDecimal output) {

  private static final int DECIMALS = 4;
  private static final int MILLION_DIGITS = 6;

  /** In dollars, to a hundredth of a cent; null where no prices are known. */
  static @Nullable BigDecimal costOf(@Nullable Prices prices, TokenUsage usage) {
    if (prices == null) {
      return null;
    }
    long cached = Math.min(usage.cachedTokens(), usage.promptTokens());
    return prices
        .input
        .multiply(BigDecimal.valueOf(usage.promptTokens() - cached))
        .add(prices.cached.multiply(BigDecimal.valueOf(cached)))
        .add(prices.output.multiply(BigDecimal.valueOf(usage.completionTokens())))
        .movePointLeft(MILLION_DIGITS)
        .setScale(DECIMALS, RoundingMode.HALF_UP);
  }
}
