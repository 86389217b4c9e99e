package dev.porchlight.llm.budget;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;

/**
 * How much was spent on one day, by UTC.
 *
 * @param amount 0 or more, in the unit
 */
public record DailySpend(LocalDate day, long amount, Unit unit) {

  /** What an amount is counted in. */
  public enum Unit {
    TOKENS,
    /** Billionths of a US dollar. */
    NANO_DOLLARS;

    /** As a sentence has it, such as "500 tokens" or "$1.50". */
    String inWords(long amount) {
      return this == TOKENS
          ? amount + " tokens"
          : "$" + BigDecimal.valueOf(amount, 9).stripTrailingZeros().toPlainString();
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
