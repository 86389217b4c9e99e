package dev.porchlight.llm.budget;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How much of one thing this process may spend in a day; its monitor guards it. What is reserved
 * over midnight counts for the day on which it is settled.
 */
final class InMemoryDailyAmount implements DailyAmount {
  private final String name;
  private final DailySpend.Unit unit;
  private final @Nullable Long limit;
  private final Runnable changed;
  private final BudgetLog log;

  @GuardedBy("this")
  private final BudgetDay day;

  @GuardedBy("this")
  private long spent;

  @GuardedBy("this")
  private long reserved;

  /**
   * @param limit in the unit, or null for none
   * @param before what was spent when the server last ran, or null where nothing is known of it
   * @param changed called, under no lock, whenever what is spent or reserved has changed
   */
  InMemoryDailyAmount(
      String name,
      DailySpend.Unit unit,
      @Nullable Long limit,
      InstantSource clock,
      @Nullable DailySpend before,
      Runnable changed) {
    this.name = name;
    this.unit = unit;
    this.limit = limit;
    this.changed = changed;
    this.log = new BudgetLog(name, unit, limit);
    this.day = before == null ? BudgetDay.of(clock) : new BudgetDay(before.day(), clock);
    this.spent = before == null ? 0 : before.amount();
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
  public synchronized boolean hasLeft(long amount) {
    turnDay();
    return isWithin(spent + reserved + amount);
  }

  @Override
  public boolean isSpent(long amount) {
    boolean allSpent = !hasUnspent(amount);
    if (allSpent) {
      log.spent();
    }
    return allSpent;
  }

  @Override
  public CompletionStage<Boolean> reserve(long amount) {
    boolean isReserved = tryReserve(amount);
    if (isReserved) {
      changed.run();
    }
    return CompletableFuture.completedFuture(isReserved);
  }

  private synchronized boolean tryReserve(long amount) {
    if (!hasLeft(amount)) {
      return false;
    }
    reserved += amount;
    return true;
  }

  @Override
  public void giveBack(long amount) {
    release(amount);
    changed.run();
  }

  private synchronized void release(long amount) {
    reserved -= amount;
  }

  @Override
  public void settle(long reservedAmount, long spentAmount) {
    long spentNow = spend(reservedAmount, spentAmount);
    changed.run();
    log.settled(spentNow);
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

  @Override
  public synchronized DailyBudgets.Status status() {
    turnDay();
    return new DailyBudgets.Status(name, unit, limit, spent, reserved);
  }

  /** What is to be known of it after a restart: what is reserved counts as spent. */
  synchronized DailySpend daySpent() {
    turnDay();
    return new DailySpend(day.date(), spent + reserved, unit);
  }

  @Override
  public synchronized Duration untilNextDay() {
    turnDay();
    return day.untilNext();
  }

  private synchronized boolean hasUnspent(long amount) {
    turnDay();
    return isWithin(spent + amount);
  }

  private boolean isWithin(long amount) {
    return limit == null || amount <= limit;
  }

  private synchronized long spend(long reservedAmount, long spentAmount) {
    turnDay();
    reserved -= reservedAmount;
    spent = DailyAmount.sum(spent, spentAmount);
    return spent;
  }

  @GuardedBy("this")
  private void turnDay() {
    if (day.turn()) {
      spent = 0;
      log.newDay();
    }
  }
}
