package dev.porchlight.config;

import dev.porchlight.llm.budget.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Knows the variables of what the models cost and may cost: their names, defaults and bounds. */
final class CostSettingsReader {

  private static final BigDecimal MAX_DOLLARS = BigDecimal.valueOf(100_000);
  private static final BigDecimal NANO = BigDecimal.valueOf(Prices.NANO);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final EnvironmentVariables environment;

  CostSettingsReader(EnvironmentVariables environment) {
    this.environment = environment;
  }

  /**
   * Reads them.
   *
   * @param hasUpstream whether a model is asked, whose prices have to be known for a budget in
   *     dollars; so of the other two
   */
  Settings.Costs read(boolean hasUpstream, boolean hasFallback, boolean hasEmbeddings) {
    BigDecimal dollars = dollars();
    Prices prices = prices("");
    Prices ofFallback = prices("FALLBACK_");
    BigDecimal ofEmbedding = environment.price("EMBEDDING_PRICE_PER_MILLION");
    if (dollars != null) {
      require(!hasUpstream || prices != null, "PRICE_PER_MILLION_INPUT and _OUTPUT are");
      require(
          !hasFallback || ofFallback != null, "FALLBACK_PRICE_PER_MILLION_INPUT and _OUTPUT are");
      require(!hasEmbeddings || ofEmbedding != null, "EMBEDDING_PRICE_PER_MILLION is");
    }
    return new Settings.Costs(
        dollars == null ? null : dollars.multiply(NANO).longValueExact(),
        prices,
        ofFallback,
        ofEmbedding == null ? null : new Prices(ofEmbedding, ofEmbedding, BigDecimal.ZERO));
  }

  /** What the models may cost together in a day, or null for any sum. */
  @Nullable BigDecimal dollars() {
    String name = "DAILY_BUDGET_USD";
    BigDecimal dollars = environment.decimal(name, "a sum in US dollars, such as 0.50");
    if (dollars != null && dollars.compareTo(MAX_DOLLARS) > 0) {
      throw InvalidSettingException.invalid(
          name, dollars.toPlainString(), "at most %s dollars".formatted(MAX_DOLLARS));
    }
    return dollars;
  }

  /**
   * How many of the model's tokens a sum buys where each costs as much as the dearer of those that
   * it reads and writes.
   *
   * @return null where they cost nothing, or it is not known what
   */
  @Nullable BigDecimal tokensFor(BigDecimal dollars) {
    Prices prices = prices("");
    BigDecimal dearer = prices == null ? BigDecimal.ZERO : prices.input().max(prices.output());
    return dearer.signum() == 0
        ? null
        : dollars.multiply(MILLION).divide(dearer, 0, RoundingMode.DOWN);
  }

  private @Nullable Prices prices(String prefix) {
    BigDecimal input = environment.price(prefix + "PRICE_PER_MILLION_INPUT");
    BigDecimal output = environment.price(prefix + "PRICE_PER_MILLION_OUTPUT");
    BigDecimal cached = environment.price(prefix + "PRICE_PER_MILLION_CACHED");
    if (input == null && output == null && cached == null) {
      return null;
    }
    if (input == null || output == null) {
      throw new InvalidSettingException(
          "%1$sPRICE_PER_MILLION_INPUT and %1$sPRICE_PER_MILLION_OUTPUT are not both set; allowed are"
                  .formatted(prefix)
              + " both, or none of the prices.");
    }
    return new Prices(input, cached == null ? input : cached, output);
  }

  private static void require(boolean known, String unknown) {
    if (!known) {
      throw new InvalidSettingException(
          "DAILY_BUDGET_USD is set, but %s not; allowed is a budget in dollars with the prices of each"
                  .formatted(unknown)
              + " model, 0 where it costs nothing.");
    }
  }
}
