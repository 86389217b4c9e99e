package dev.porchlight.model;

/** What an upstream sent cannot be read as an answer. Its message holds none of what was sent. */
final class BadResponseException extends RuntimeException {
  BadResponseException(String message) {
    super(message);
  }
}
