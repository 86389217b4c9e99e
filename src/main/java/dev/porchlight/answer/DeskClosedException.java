package dev.porchlight.answer;

/** The desk takes no more questions: the server is shutting down. */
public final class DeskClosedException extends Exception {

  private static final long serialVersionUID = 1L;

  DeskClosedException() {
    super("the desk is closed");
  }
}
