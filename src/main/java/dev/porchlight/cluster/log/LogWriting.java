package dev.porchlight.cluster.log;

/** What became of a batch of entries. */
sealed interface LogWriting {

  /**
   * They are there, up to a position.
   *
   * @param isNew whether nothing was known of the answer before
   * @param isHeard whether another machine was woken by it
   */
  record Written(long last, boolean isNew, boolean isHeard) implements LogWriting {}

  /** What came before them is lost: all has to be published again. */
  record Missing() implements LogWriting {}

  /** Another machine has ended the answer. */
  record Ended() implements LogWriting {}

  /** Another machine writes the answer now. */
  record TakenOver() implements LogWriting {}
}
