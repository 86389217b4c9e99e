package dev.porchlight.llm.budget;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once a day that most of a budget is spent, and once that all of it is. Safe for use by any
 * thread.
 */
public final class BudgetLog {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetLog.class);
  private static final int WARN_PERCENT = 80;
  private static final int ALL_PERCENT = 100;

  private final String name;
  private final DailySpend.Unit unit;
  private final @Nullable Long limit;

  /** The highest percentage that was logged today. */
  private final AtomicInteger warnedPercent = new AtomicInteger();

  public BudgetLog(String name, DailySpend.Unit unit, @Nullable Long limit) {
    this.name = name;
    this.unit = unit;
    this.limit = limit;
  }

  /** So much is spent now. */
  public void settled(long spent) {
    int percent =
        limit == null || limit == 0
            ? 0
            : (int) Math.min(ALL_PERCENT, spent * (double) ALL_PERCENT / limit);
    if (percent >= ALL_PERCENT) {
      warn(ALL_PERCENT);
    } else if (percent >= WARN_PERCENT) {
      warn(WARN_PERCENT);
    }
  }

  /** A call was refused, since what is left is too little for it. */
  public void spent() {
    warn(ALL_PERCENT);
  }

  public void newDay() {
    warnedPercent.set(0);
  }

  private void warn(int percent) {
    if (warnedPercent.getAndAccumulate(percent, Math::max) < percent) {
      LOG.atWarn()
          .addKeyValue("budget", name)
          .addKeyValue("limit", limit == null ? "none" : unit.inWords(limit))
          .log(
              percent == ALL_PERCENT
                  ? "The day's budget is spent: no more calls until the next day (UTC)"
                  : "80 % of the day's budget is spent");
    }
  }
}
