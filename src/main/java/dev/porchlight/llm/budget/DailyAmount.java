package dev.porchlight.llm.budget;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of one thing may be spent in a day. A call reserves the most that it may cost, and is
 * settled with what it did cost. Safe for use by any thread; its monitor guards it.
 *
 * <p>The day is the clock's, by UTC, and only moves forward: a clock that is set back over midnight
 * and comes to it again gives no second budget. A clock that was more than a day ahead must have
 * been wrong: the day is then set right, and what is spent stays spent. What is reserved over
 * midnight counts for the day on which it is settled.
 */
final class DailyAmount {
  private static final Logger LOG = LoggerFactory.getLogger(DailyAmount.class);
  private static final int WARN_PERCENT = 80;
  private static final int ALL_PERCENT = 100;

  /** Where the count of a day ends, so that no sum with it overflows. */
  static final long MAX = 1_000_000_000_000_000L;

  private final String name;
  private final DailySpend.Unit unit;
  private final @Nullable Long limit;
  private final InstantSource clock;
  private final Runnable changed;

  @GuardedBy("this")
  private LocalDate day;

  @GuardedBy("this")
  private long spent;

  @GuardedBy("this")
  private long reserved;

  /** The highest percentage that was logged today. */
  @GuardedBy("this")
  private int warnedPercent;

  /**
   * @param limit in the unit, or null for none
   * @param before what was spent when the server last ran, or null where nothing is known of it
   * @param changed called, under no lock, whenever what is spent or reserved has changed
   */
  DailyAmount(
      String name,
      DailySpend.Unit unit,
      @Nullable Long limit,
      InstantSource clock,
      @Nullable DailySpend before,
      Runnable changed) {
    this.name = name;
    this.unit = unit;
    this.limit = limit;
    this.clock = clock;
    this.changed = changed;
    this.day = before == null ? today() : before.day();
    this.spent = before == null ? 0 : before.amount();
  }

  /** Counts half of the day's budget as spent, since it is not known what was. */
  synchronized void presumeHalfSpent() {
    spent = limit == null ? 0 : limit / 2;
  }

  @Nullable Long limit() {
    return limit;
  }

  /** Whether so much is left beside what is spent and reserved. */
  synchronized boolean hasLeft(long amount) {
    turnDay();
    return isWithin(spent + reserved + amount);
  }

  /** Whether it is not left even if no call in flight cost anything; then it is logged. */
  boolean isSpent(long amount) {
    boolean allSpent = !hasUnspent(amount);
    if (allSpent) {
      warn(ALL_PERCENT);
    }
    return allSpent;
  }

  /** Reserves so much; false where it is not left, and nothing was reserved. */
  boolean reserve(long amount) {
    boolean isReserved = tryReserve(amount);
    if (isReserved) {
      changed.run();
    }
    return isReserved;
  }

  private synchronized boolean tryReserve(long amount) {
    if (!hasLeft(amount)) {
      return false;
    }
    reserved += amount;
    return true;
  }

  /** Ends a reservation of a call that cost nothing. */
  void giveBack(long amount) {
    release(amount);
    changed.run();
  }

  private synchronized void release(long amount) {
    reserved -= amount;
  }

  /** Ends a reservation with what the call cost. */
  void settle(long reservedAmount, long spentAmount) {
    int percent = spend(reservedAmount, spentAmount);
    changed.run();
    if (percent >= ALL_PERCENT) {
      warn(ALL_PERCENT);
    } else if (percent >= WARN_PERCENT) {
      warn(WARN_PERCENT);
    }
  }

  synchronized long spent() {
    turnDay();
    return spent;
  }

  synchronized long reserved() {
    return reserved;
  }

  synchronized DailyBudgets.Status status() {
    turnDay();
    return new DailyBudgets.Status(name, unit, limit, spent, reserved);
  }

  /** What is to be known of it after a restart: what is reserved counts as spent. */
  synchronized DailySpend daySpent() {
    turnDay();
    return new DailySpend(day, spent + reserved, unit);
  }

  synchronized Duration untilNextDay() {
    turnDay();
    Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Duration.between(clock.instant(), next);
  }

  private synchronized boolean hasUnspent(long amount) {
    turnDay();
    return isWithin(spent + amount);
  }

  private boolean isWithin(long amount) {
    return limit == null || amount <= limit;
  }

  private synchronized int spend(long reservedAmount, long spentAmount) {
    turnDay();
    reserved -= reservedAmount;
    spent = Math.min(MAX, spent + Math.max(0, Math.min(MAX, spentAmount)));
    return limit == null || limit == 0
        ? 0
        : (int) Math.min(ALL_PERCENT, spent * (double) ALL_PERCENT / limit);
  }

  private void warn(int percent) {
    if (isNews(percent)) {
      LOG.atWarn()
          .addKeyValue("budget", name)
          .addKeyValue("limit", limit == null ? "none" : unit.inWords(limit))
          .log(
              percent == ALL_PERCENT
                  ? "The day's budget is spent: no more calls until the next day (UTC)"
                  : "80 % of the day's budget is spent");
    }
  }

  private synchronized boolean isNews(int percent) {
    boolean news = percent > warnedPercent;
    warnedPercent = Math.max(warnedPercent, percent);
    return news;
  }

  @GuardedBy("this")
  private void turnDay() {
    LocalDate today = today();
    if (today.isAfter(day)) {
      day = today;
      spent = 0;
      warnedPercent = 0;
    } else if (today.isBefore(day.minusDays(1))) {
      day = today;
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
