package dev.porchlight.answer.log;

import org.jspecify.annotations.Nullable;

/**
 * Which streams hold one answer, here and on other machines. Guarded by the log's lock, and so in
 * one step with whether it is open.
 */
final class Holders {

  private int here;

  /** Null where the streams of this process alone hold it. */
  private @Nullable HoldersElsewhere elsewhere;

  /** What becomes of an answer when one stream holds it no more. */
  enum Released {
    STAYS,
    /** Nobody holds it. */
    UNHELD,
    /** Nobody here holds it; the caller then asks elsewhere, without the lock. */
    PERHAPS_HELD_ELSEWHERE
  }

  /** From now on another machine may hold it too. */
  void share(HoldersElsewhere with) {
    elsewhere = with;
  }

  @Nullable HoldersElsewhere elsewhere() {
    return elsewhere;
  }

  boolean isHeldHere() {
    return here > 0;
  }

  void add(boolean isOpen) {
    if (here++ == 0 && elsewhere != null && isOpen) {
      elsewhere.held();
    }
  }

  Released remove(boolean isOpen) {
    here--;
    if (here > 0 || !isOpen) {
      return Released.STAYS;
    }
    return elsewhere == null ? Released.UNHELD : Released.PERHAPS_HELD_ELSEWHERE;
  }
}
