package dev.porchlight.sse;

/**
 * One event of a stream.
 *
 * @param lastEventId the newest {@code id} that the stream had given by then; empty where none
 * @param event its type; {@code message} where the stream named none
 * @param data its data lines, joined with LF
 */
public record ServerSentEvent(String lastEventId, String event, String data) {}
