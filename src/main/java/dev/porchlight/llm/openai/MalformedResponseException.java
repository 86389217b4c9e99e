package dev.porchlight.llm.openai;

/** What an upstream sent cannot be read as an answer. Its message holds none of what was sent. */
final class MalformedResponseException extends RuntimeException {
  MalformedResponseException(String message) {
    super(message);
  }
}
