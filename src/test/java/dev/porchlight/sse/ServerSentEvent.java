package dev.porchlight.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;

/**
 * One event of a stream.
 *
 * @param lastEventId the newest {@code id} that the stream had given by then; empty where none
 * @param event its type; {@code message} where the stream named none
 * @param data its data lines, joined with LF
 */
public record ServerSentEvent(String lastEventId, String event, String data) {

  /** Hands each event on whole. */
  public static EventStreamDecoder.Listener to(Consumer<ServerSentEvent> events) {
    return (id, type, bytes, from, to) ->
        events.accept(new ServerSentEvent(id, type, new String(bytes, from, to - from, UTF_8)));
  }
}
