package dev.porchlight.llm.budget;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that may be spent at one upstream in a day. A call reserves the most that it may cost,
 * and is settled with what it did cost. Safe for use by any thread; its monitor guards it.
 *
 * <p>The day is the clock's, by UTC, and only moves forward: a clock that is set back over midnight
 * and comes to it again gives no second budget. A clock that was more than a day ahead must have
 * been wrong: the day is then set right, and what is spent stays spent. What is reserved over
 * midnight counts for the day on which it is settled.
 */
final class DailyTokenBudget implements TokenBudget {
  private static final Logger LOG = LoggerFactory.getLogger(DailyTokenBudget.class);
  private static final int WARN_PERCENT = 80;
  private static final int ALL_PERCENT = 100;

  /** Where the count of a day ends, so that no sum with it overflows. */
  private static final long MAX_SPENT = 1_000_000_000_000_000L;

  private final String upstream;
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
   * @param limit in tokens, or null for none
   * @param before what was spent when the server last ran, or null where nothing is known of it
   * @param changed called, under no lock, whenever what is spent or reserved has changed
   */
  DailyTokenBudget(
      String upstream,
      @Nullable Long limit,
      InstantSource clock,
      @Nullable DailySpend before,
      Runnable changed) {
    this.upstream = upstream;
    this.limit = limit;
    this.clock = clock;
    this.changed = changed;
    this.day = before == null ? today() : before.day();
    this.spent = before == null ? 0 : before.tokens();
  }

  /** Counts half of the day's budget as spent, since it is not known what was. */
  synchronized void presumeHalfSpent() {
    spent = limit == null ? 0 : limit / 2;
  }

  @Override
  public @Nullable Long limit() {
    return limit;
  }

  @Override
  public synchronized boolean hasLeft(long tokens) {
    turnDay();
    return isWithin(spent + reserved + tokens);
  }

  @Override
  public boolean isSpent(long tokens) {
    boolean allSpent = !hasUnspent(tokens);
    if (allSpent) {
      warn(ALL_PERCENT);
    }
    return allSpent;
  }

  @Override
  public CompletionStage<Boolean> reserve(long tokens) {
    boolean isReserved = tryReserve(tokens);
    if (isReserved) {
      changed.run();
    }
    return CompletableFuture.completedFuture(isReserved);
  }

  private synchronized boolean tryReserve(long tokens) {
    if (!hasLeft(tokens)) {
      return false;
    }
    reserved += tokens;
    return true;
  }

  @Override
  public void giveBack(long tokens) {
    release(tokens);
    changed.run();
  }

  private synchronized void release(long tokens) {
    reserved -= tokens;
  }

  @Override
  public void settle(long reservedTokens, long spentTokens) {
    int percent = spend(reservedTokens, spentTokens);
    changed.run();
    if (percent >= ALL_PERCENT) {
      warn(ALL_PERCENT);
    } else if (percent >= WARN_PERCENT) {
      warn(WARN_PERCENT);
    }
  }

  @Override
  public synchronized long spent() {
    turnDay();
    return spent;
  }

  @Override
  public synchronized long reserved() {
    return reserved;
  }

  /** What is to be known of it after a restart: what is reserved counts as spent. */
  synchronized DailySpend daySpent() {
    turnDay();
    return new DailySpend(day, spent + reserved);
  }

  @Override
  public synchronized Duration untilNextDay() {
    turnDay();
    Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Duration.between(clock.instant(), next);
  }

  private synchronized boolean hasUnspent(long tokens) {
    turnDay();
    return isWithin(spent + tokens);
  }

  private boolean isWithin(long tokens) {
    return limit == null || tokens <= limit;
  }

  private synchronized int spend(long reservedTokens, long spentTokens) {
    turnDay();
    reserved -= reservedTokens;
    spent = Math.min(MAX_SPENT, spent + Math.max(0, Math.min(MAX_SPENT, spentTokens)));
    return limit == null || limit == 0 ? 0 : (int) Math.min(ALL_PERCENT, 100 * spent / limit);
  }

  private void warn(int percent) {
    if (isNews(percent)) {
      LOG.atWarn()
          .addKeyValue("upstream", upstream)
          .addKeyValue("budget", limit)
          .log(
              percent == ALL_PERCENT
                  ? "The day's token budget is spent: no more calls until the next day (UTC)"
                  : "80 % of the day's token budget is spent");
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
