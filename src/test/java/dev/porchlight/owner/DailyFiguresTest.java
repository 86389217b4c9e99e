package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.QuestionOutcome;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.io.StorageException;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.testing.ManualScheduler;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DailyFiguresTest {

  private final ManualScheduler time = new ManualScheduler();
  private final MemoryStore store = new MemoryStore();
  private Instant now = Instant.parse("2026-05-31T12:00:00Z");
  private final DailyFigures figures = figures(true, null);

  @Test
  void aDayCountsItsQuestionsAndWhatTheyCost() {
    figures.add(answered(QuestionOutcome.By.MODEL, Duration.ofMillis(1500)));
    figures.add(answered(QuestionOutcome.By.CACHE, Duration.ZERO));
    figures.refused("limit");
    figures.rated(true, null);
    figures.rated(false, null);
    figures.rated(true, false);
    figures.spent("primary", new TokenUsage(1_000_000, 100_000, 400_000), 180_000_000);
    figures.spent("embedding", new TokenUsage(5, 0), 1);

    assertThat(figures.list())
        .containsExactly(
            new DailyFigures.Day(
                "2026-05-31",
                3,
                Map.of("model", 1L, "cache", 1L),
                Map.of("finished", 2L),
                Map.of("limit", 1L),
                new DailyFigures.Waits(1, new BigDecimal("1.500")),
                Map.of("up", 2L),
                1_000_005,
                400_000,
                100_000,
                new BigDecimal("0.1800")));
  }

  @Test
  void daysAreApartAndTheOldestIsForgotten() {
    for (int day = 0; day < 40; day++) {
      figures.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
      now = now.plus(Duration.ofDays(1));
    }
    assertThat(figures.list()).hasSize(DailyFigures.DAYS - 1);
    assertThat(figures.list().get(0).day()).isEqualTo("2026-07-09");
  }

  @Test
  void withoutPricesNoCostIsMadeUp() {
    DailyFigures unpriced = figures(false, null);
    unpriced.spent("primary", new TokenUsage(10, 10), 0);
    assertThat(unpriced.list().get(0).costUsd()).isNull();
  }

  @Test
  void whatIsCountedSurvivesARestartAndAStoreThatFailsForAWhile() {
    DailyFigures before = figures(true, store);
    before.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
    store.isFailing = true;
    time.advance(Duration.ofSeconds(1));
    store.isFailing = false;
    before.add(answered(QuestionOutcome.By.MODEL, Duration.ZERO));
    before.close();

    DailyFigures after = figures(true, store);
    after.add(answered(QuestionOutcome.By.MODEL, Duration.ZERO));
    time.advance(Duration.ofSeconds(1));
    assertThat(after.list().get(0).by()).isEqualTo(Map.of("faq", 1L, "model", 2L));
    assertThat(figures(true, store).list()).isEqualTo(after.list());
  }

  @Test
  void whereTheStoreCantBeReadAtTheStartNothingOfItIsLost() {
    DailyFigures before = figures(true, store);
    before.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
    before.close();
    store.isFailing = true;
    DailyFigures blind = figures(true, store);
    store.isFailing = false;
    blind.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
    blind.close();
    assertThat(figures(true, store).list().get(0).questions()).isEqualTo(2);
  }

  @Test
  void whatOthersAddToASharedStoreIsListedAndThisMachinesOwnBeforeItIsSaved() {
    store.isShared = true;
    DailyFigures here = figures(true, store);
    DailyFigures there = figures(true, store);
    there.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
    time.advance(Duration.ofSeconds(1));
    here.add(answered(QuestionOutcome.By.MODEL, Duration.ZERO));
    assertThat(here.list().get(0).by()).isEqualTo(Map.of("faq", 1L, "model", 1L));
    store.isFailing = true;
    time.advance(Duration.ofSeconds(1));
    there.add(answered(QuestionOutcome.By.FAQ, Duration.ZERO));
    assertThat(here.list().get(0).by()).isEqualTo(Map.of("faq", 1L, "model", 1L));
    store.isFailing = false;
    time.advance(Duration.ofSeconds(10));
    assertThat(here.list().get(0).by()).isEqualTo(Map.of("faq", 2L, "model", 1L));
    assertThat(there.list()).isEqualTo(here.list());
  }

  private DailyFigures figures(boolean isPriced, @Nullable DayStore kept) {
    return new DailyFigures(isPriced, kept, () -> now, new Timers(time, Runnable::run));
  }

  private static QuestionOutcome answered(QuestionOutcome.By by, Duration queued) {
    return new QuestionOutcome(
        by, "finished", Duration.ZERO, queued, Duration.ZERO, TokenUsage.NONE);
  }

  private static final class MemoryStore implements DayStore {
    private final Map<LocalDate, Map<Figure, Long>> days = new HashMap<>();
    private boolean isFailing;
    private boolean isShared;

    @Override
    public Map<LocalDate, Map<Figure, Long>> read() {
      check();
      Map<LocalDate, Map<Figure, Long>> copy = new HashMap<>();
      days.forEach((day, figures) -> copy.put(day, new HashMap<>(figures)));
      return copy;
    }

    @Override
    public boolean isShared() {
      return isShared;
    }

    @Override
    public void add(Map<LocalDate, Map<Figure, Long>> more, LocalDate first) {
      check();
      more.forEach(
          (day, figures) ->
              figures.forEach(
                  (figure, amount) ->
                      days.computeIfAbsent(day, unknown -> new HashMap<>())
                          .merge(figure, amount, Long::sum)));
      days.keySet().removeIf(day -> day.isBefore(first));
    }

    private void check() {
      if (isFailing) {
        throw new StorageException("not now");
      }
    }
  }
}
