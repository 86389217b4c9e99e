package dev.porchlight.cluster.log;

/** What came of taking over an answer of which nothing had been said. */
sealed interface Takeover {

  /** From now on the answer is this machine's to write. */
  record Taken(String question) implements Takeover {}

  /** Another machine was faster, or nobody here reads it any more. */
  record NotOurs() implements Takeover {}

  /**
   * It can't be asked again.
   *
   * @param isTooOften whether it was as often as it may be
   */
  record Refused(boolean isTooOften) implements Takeover {}
}
