package dev.porchlight.owner;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.QuestionOutcome;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.concurrent.WriteBehind;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.budget.SpendingListener;
import dev.porchlight.owner.DayStore.Figure;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many questions each of the last {@value #DAYS} days (UTC) had, how they went and what they
 * cost; over restarts where there is a store, else since the start. Where other machines add to the
 * store too, theirs are in it. Safe for use by any thread; to list them may wait for such a store.
 */
public final class DailyFigures implements SpendingListener, AutoCloseable {

  static final int DAYS = 30;
  private static final Figure QUESTIONS = new Figure("questions", "all");
  private static final Figure WAITS = new Figure("wait", "questions");
  private static final Figure WAIT_MILLIS = new Figure("wait", "milliseconds");

  private final boolean isPriced;
  private final @Nullable StoredFigures stored;
  private final InstantSource clock;
  private final @Nullable WriteBehind saving;

  /** The latest day first. */
  @GuardedBy("this")
  private final TreeMap<LocalDate, Map<Figure, Long>> byDay =
      new TreeMap<>((a, b) -> b.compareTo(a));

  /**
   * A day as the owner reads it.
   *
   * @param day such as 2026-05-31
   * @param questions all, also those that were refused
   * @param by how many were answered by whom
   * @param endings how many ended how
   * @param refused how many were refused for what
   * @param thumbs how many answers were found helpful ("up"), how many not ("down")
   * @param cachedTokens those of the tokens read that came of the provider's prompt cache
   * @param costUsd null where no prices are set
   */
  public record Day(
      String day,
      long questions,
      Map<String, Long> by,
      Map<String, Long> endings,
      Map<String, Long> refused,
      Waits waits,
      Map<String, Long> thumbs,
      long tokensRead,
      long cachedTokens,
      long tokensWritten,
      @Nullable BigDecimal costUsd) {

    public Day {
      by = Map.copyOf(by);
      endings = Map.copyOf(endings);
      refused = Map.copyOf(refused);
      thumbs = Map.copyOf(thumbs);
    }
  }

  /**
   * The waiting in the queue.
   *
   * @param questions how many waited
   * @param seconds all of them together
   */
  public record Waits(long questions, BigDecimal seconds) {}

  /**
   * Goes on from what the store has.
   *
   * @param isPriced whether the models' prices are known
   * @param store keeps the figures, or null to forget them
   * @param clock tells the day
   * @param timers run what the store writes
   */
  public DailyFigures(
      boolean isPriced, @Nullable DayStore store, InstantSource clock, Timers timers) {
    this.isPriced = isPriced;
    this.stored = store == null ? null : new StoredFigures(store);
    this.clock = clock;
    this.saving = store == null ? null : new WriteBehind(this::save, timers);
    read();
  }

  /** Takes over what the store has, where that can be told. */
  private void read() {
    Map<LocalDate, Map<Figure, Long>> days = stored == null ? null : stored.read();
    if (days != null) {
      synchronized (this) {
        byDay.clear();
        byDay.putAll(days);
        forgetOldDays();
      }
    }
  }

  void add(QuestionOutcome outcome) {
    Map<Figure, Long> more = new HashMap<>();
    more.put(QUESTIONS, 1L);
    if (outcome.by() != null) {
      more.put(new Figure("by", outcome.by().name().toLowerCase(Locale.ROOT)), 1L);
    }
    more.put(new Figure("ending", outcome.ending()), 1L);
    if (!outcome.queued().isZero()) {
      more.put(WAITS, 1L);
      more.put(WAIT_MILLIS, outcome.queued().toMillis());
    }
    add(more);
  }

  void refused(String why) {
    add(Map.of(QUESTIONS, 1L, new Figure("refused", why), 1L));
  }

  /**
   * @param before what the visitor thought of the answer until now, or null
   */
  void rated(boolean helpful, @Nullable Boolean before) {
    Map<Figure, Long> more = new HashMap<>();
    more.merge(thumb(helpful), 1L, Long::sum);
    if (before != null) {
      more.merge(thumb(before), -1L, Long::sum);
    }
    add(more);
  }

  private static Figure thumb(boolean helpful) {
    return new Figure("thumb", helpful ? "up" : "down");
  }

  @Override
  public void spent(String budget, TokenUsage usage, long nanoDollars) {
    add(
        Map.of(
            new Figure("tokens_read", budget),
            usage.promptTokens(),
            new Figure("tokens_cached", budget),
            usage.cachedTokens(),
            new Figure("tokens_written", budget),
            usage.completionTokens(),
            new Figure("nano_dollars", budget),
            nanoDollars));
  }

  private void add(Map<Figure, Long> more) {
    LocalDate today = today();
    synchronized (this) {
      StoredFigures.add(byDay, today, more);
      forgetOldDays();
      if (stored != null) {
        stored.add(today, more);
      }
    }
    if (saving != null) {
      saving.changed();
    }
  }

  @GuardedBy("this")
  private void forgetOldDays() {
    byDay.tailMap(firstDay(), false).clear();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private LocalDate firstDay() {
    return today().minusDays(DAYS - 1L);
  }

  private void save() {
    if (stored != null) {
      stored.save(firstDay());
    }
  }

  /** Saves what is not saved yet. */
  @Override
  public void close() {
    if (saving != null) {
      saving.close();
    }
  }

  /** The days that had questions, the latest first. */
  public List<Day> list() {
    if (stored != null && stored.isShared()) {
      read();
    }
    synchronized (this) {
      forgetOldDays();
      return byDay.entrySet().stream().map(entry -> day(entry.getKey(), entry.getValue())).toList();
    }
  }

  private Day day(LocalDate day, Map<Figure, Long> figures) {
    return new Day(
        day.toString(),
        figures.getOrDefault(QUESTIONS, 0L),
        named(figures, "by"),
        named(figures, "ending"),
        named(figures, "refused"),
        new Waits(
            figures.getOrDefault(WAITS, 0L),
            BigDecimal.valueOf(figures.getOrDefault(WAIT_MILLIS, 0L), 3)),
        named(figures, "thumb"),
        sum(figures, "tokens_read"),
        sum(figures, "tokens_cached"),
        sum(figures, "tokens_written"),
        isPriced ? Prices.dollars(sum(figures, "nano_dollars")) : null);
  }

  private static Map<String, Long> named(Map<Figure, Long> figures, String kind) {
    Map<String, Long> named = new HashMap<>();
    figures.forEach(
        (figure, amount) -> {
          if (figure.kind().equals(kind) && amount > 0) {
            named.put(figure.name(), amount);
          }
        });
    return named;
  }

  private static long sum(Map<Figure, Long> figures, String kind) {
    return named(figures, kind).values().stream().mapToLong(Long::longValue).sum();
  }
}
