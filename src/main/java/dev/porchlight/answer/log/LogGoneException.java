package dev.porchlight.answer.log;

/** What a reader would read next is lost: the answer can't be read any more. */
public final class LogGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LogGoneException() {
    super("the answer is gone", null, false, false);
  }
}
