package dev.porchlight.cluster.log;

/** What a machine that is gone leaves to this one of an answer of which nothing had been said. */
sealed interface Bequest {

  /** From now on the answer is this machine's to write. */
  record Taken(String question) implements Bequest {}

  /** Another machine was faster, or nobody here reads it any more. */
  record NotOurs() implements Bequest {}

  /**
   * It can't be asked again.
   *
   * @param isTooOften whether it was as often as it may be
   */
  record Refused(boolean isTooOften) implements Bequest {}
}
