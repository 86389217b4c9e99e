package dev.porchlight.answer.log;

/** A reader asked for a position that the log does not have. */
public final class PositionBeyondLogException extends Exception {

  private static final long serialVersionUID = 1L;

  PositionBeyondLogException(long given, long last) {
    super("position " + given + " was given, the newest is " + last);
  }
}
