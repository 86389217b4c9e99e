package dev.porchlight.owner;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.QuestionOutcome;
import dev.porchlight.llm.TokenUsage;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many questions each of the last {@value #DAYS} days (UTC) had, how they went and what they
 * cost, since the start. Safe for use by any thread.
 */
public final class DailyFigures {

  static final int DAYS = 30;

  private final @Nullable Prices prices;
  private final InstantSource clock;

  /** The latest day first. */
  @GuardedBy("this")
  private final TreeMap<LocalDate, Figures> byDay = new TreeMap<>((a, b) -> b.compareTo(a));

  /**
   * A day as the owner reads it.
   *
   * @param day such as 2026-05-31
   * @param by how many questions were answered by whom
   * @param endings how many ended how
   * @param cachedTokens those of the tokens read that came of the provider's prompt cache
   * @param costUsd null where no prices are set
   */
  public record Day(
      String day,
      int questions,
      Map<String, Integer> by,
      Map<String, Integer> endings,
      long tokensRead,
      long cachedTokens,
      long tokensWritten,
      @Nullable BigDecimal costUsd) {}

  private static final class Figures {
    private final Map<String, Integer> by = new TreeMap<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private int questions;
    private TokenUsage usage = TokenUsage.NONE;
  }

  /**
   * @param prices of the model, or null where they are not known
   * @param clock tells the day
   */
  public DailyFigures(@Nullable Prices prices, InstantSource clock) {
    this.prices = prices;
    this.clock = clock;
  }

  synchronized void add(QuestionOutcome outcome) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Figures figures = byDay.computeIfAbsent(today, unknown -> new Figures());
    while (byDay.size() > DAYS) {
      byDay.pollLastEntry();
    }
    figures.questions++;
    if (outcome.by() != null) {
      figures.by.merge(outcome.by().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    figures.endings.merge(outcome.ending(), 1, Integer::sum);
    figures.usage = figures.usage.plus(outcome.usage());
  }

  /** The days that had questions, the latest first. */
  public synchronized List<Day> list() {
    return byDay.entrySet().stream()
        .map(
            entry -> {
              Figures figures = entry.getValue();
              return new Day(
                  entry.getKey().toString(),
                  figures.questions,
                  new TreeMap<>(figures.by),
                  new TreeMap<>(figures.endings),
                  figures.usage.promptTokens(),
                  figures.usage.cachedTokens(),
                  figures.usage.completionTokens(),
                  Prices.costOf(prices, figures.usage));
            })
        .toList();
  }
}
