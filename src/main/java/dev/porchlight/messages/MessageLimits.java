package dev.porchlight.messages;

import org.jspecify.annotations.Nullable;

/**
 * How many messages a store takes.
 *
 * @param perDay in a day (UTC), or null for any number
 * @param waiting that are not delivered yet, so that the disk is not filled
 */
public record MessageLimits(@Nullable Integer perDay, int waiting) {

  /** So many messages may wait unless said otherwise. */
  public static final int MAX_WAITING = 1_000;

  /** What became of a message that was to be taken. */
  public enum Taking {
    /** It is in the store. */
    KEPT,
    /** It had been taken before; nothing was done. */
    KNOWN,
    /** So many were taken that day that no more are. */
    DAY_FULL,
    /** So many wait to be delivered that no more are taken. */
    STORE_FULL
  }

  /**
   * What becomes of a message that was not taken before.
   *
   * @param taken how many were taken that day
   * @param wait how many wait
   */
  public Taking check(int taken, int wait) {
    if (perDay != null && taken >= perDay) {
      return Taking.DAY_FULL;
    }
    return wait >= waiting ? Taking.STORE_FULL : Taking.KEPT;
  }
}
