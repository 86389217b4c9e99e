package dev.porchlight;

/** The server could not start; the message is one sentence for the owner. */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
