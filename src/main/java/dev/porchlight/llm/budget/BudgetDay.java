package dev.porchlight.llm.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The day that a budget counts for: the clock's, by UTC. It only moves forward: a clock that is set
 * back over midnight and comes to it again gives no second budget. A clock that was more than a day
 * ahead must have been wrong: the day is then set right, and no new one begins. Not safe for use by
 * two threads at once.
 */
public final class BudgetDay {
  private final InstantSource clock;
  private LocalDate day;

  BudgetDay(LocalDate day, InstantSource clock) {
    this.day = day;
    this.clock = clock;
  }

  /** The day that it is. */
  public static BudgetDay of(InstantSource clock) {
    return new BudgetDay(today(clock), clock);
  }

  /** Moves on to the day that it is; whether a new one has begun. */
  public boolean turn() {
    LocalDate today = today(clock);
    if (today.isAfter(day)) {
      day = today;
      return true;
    }
    if (today.isBefore(day.minusDays(1))) {
      day = today;
    }
    return false;
  }

  public LocalDate date() {
    return day;
  }

  public Duration untilNext() {
    Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Duration.between(clock.instant(), next);
  }

  private static LocalDate today(InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
