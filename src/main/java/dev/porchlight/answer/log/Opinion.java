package dev.porchlight.answer.log;

import java.util.Locale;

/** What a visitor thinks of an answer; where it did not help, perhaps why. */
public enum Opinion {
  HELPFUL,
  UNHELPFUL,
  WRONG,
  NOT_FOUND,
  OUT_OF_DATE,
  OTHER;

  public boolean isHelpful() {
    return this == HELPFUL;
  }

  /** Whether it says why the answer did not help. */
  public boolean isReason() {
    return this != HELPFUL && this != UNHELPFUL;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
