package dev.porchlight.llm.budget;

import dev.porchlight.llm.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param input for what it reads
 * @param cached for what it reads of the provider's prompt cache
 * @param output for what it writes
 */
public record Prices(BigDecimal input, BigDecimal cached, BigDecimal output) {

  /** Of a dollar; the unit in which costs are counted. */
  public static final long NANO = 1_000_000_000L;

  /** A model that costs nothing, such as one on a machine of the owner's. */
  public static final Prices FREE = new Prices(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /** The prices, or those of a model that costs nothing where they are not known. */
  public static Prices orFree(@Nullable Prices prices) {
    return prices == null ? FREE : prices;
  }

  /** From dollars for a million to billionths of a dollar for one. */
  private static final int NANO_DIGITS = 3;

  private static final int NANO_SCALE = 9;
  private static final int SHOWN_DECIMALS = 4;

  private static final BigDecimal MOST = BigDecimal.valueOf(DailyAmount.MAX);

  /** Billionths of a dollar in dollars, to a hundredth of a cent. */
  public static BigDecimal dollars(long nano) {
    return BigDecimal.valueOf(nano, NANO_SCALE).setScale(SHOWN_DECIMALS, RoundingMode.HALF_UP);
  }

  /** What a call costs, in billionths of a dollar, rounded up; at most a million dollars. */
  long costOf(TokenUsage usage) {
    long read = clamped(usage.promptTokens());
    long cached = Math.min(clamped(usage.cachedTokens()), read);
    return input
        .multiply(BigDecimal.valueOf(read - cached))
        .add(this.cached.multiply(BigDecimal.valueOf(cached)))
        .add(output.multiply(BigDecimal.valueOf(clamped(usage.completionTokens()))))
        .movePointRight(NANO_DIGITS)
        .setScale(0, RoundingMode.CEILING)
        .min(MOST)
        .longValueExact();
  }

  private static long clamped(long tokens) {
    return Math.max(0, Math.min(DailyAmount.MAX, tokens));
  }
}
