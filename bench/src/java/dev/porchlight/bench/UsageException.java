package dev.porchlight.bench;

/** The benchmark can't be run as it was asked for; the message says what to change. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
