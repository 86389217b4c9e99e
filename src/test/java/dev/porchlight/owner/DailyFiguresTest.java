package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.QuestionOutcome;
import dev.porchlight.llm.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DailyFiguresTest {

  private static final Prices PRICES =
      new Prices(new BigDecimal("0.15"), new BigDecimal("0.075"), new BigDecimal("0.60"));

  private Instant now = Instant.parse("2026-05-31T12:00:00Z");
  private final DailyFigures figures = new DailyFigures(PRICES, () -> now);

  @Test
  void aDayCountsItsQuestionsAndWhatTheyCost() {
    figures.add(answered(QuestionOutcome.By.MODEL, new TokenUsage(1_000_000, 100_000, 400_000)));
    figures.add(answered(QuestionOutcome.By.CACHE, TokenUsage.NONE));
    figures.add(new QuestionOutcome(null, "refused (limit)", null, Duration.ZERO, TokenUsage.NONE));

    assertThat(figures.list())
        .containsExactly(
            new DailyFigures.Day(
                "2026-05-31",
                3,
                Map.of("model", 1, "cache", 1),
                Map.of("finished", 2, "refused (limit)", 1),
                1_000_000,
                400_000,
                100_000,
                new BigDecimal("0.1800")));
  }

  @Test
  void daysAreApartAndTheOldestIsForgotten() {
    for (int day = 0; day < 40; day++) {
      figures.add(answered(QuestionOutcome.By.FAQ, TokenUsage.NONE));
      now = now.plus(Duration.ofDays(1));
    }
    assertThat(figures.list()).hasSize(DailyFigures.DAYS);
    assertThat(figures.list().get(0).day()).isEqualTo("2026-07-09");
  }

  @Test
  void withoutPricesNoCostIsMadeUp() {
    DailyFigures unpriced = new DailyFigures(null, () -> now);
    unpriced.add(answered(QuestionOutcome.By.MODEL, new TokenUsage(10, 10)));
    assertThat(unpriced.list().get(0).costUsd()).isNull();
  }

  private static QuestionOutcome answered(QuestionOutcome.By by, TokenUsage usage) {
    return new QuestionOutcome(by, "finished", Duration.ZERO, Duration.ZERO, usage);
  }
}
