package dev.porchlight.sse;

/** An event of a stream needs more memory than its reader grants; nothing can be read after it. */
public final class EventTooLargeException extends RuntimeException {

  EventTooLargeException(int maxEventBytes) {
    super("an event of the stream is larger than " + maxEventBytes + " bytes");
  }
}
