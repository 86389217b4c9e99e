package dev.porchlight.testing.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.sse.ServerSentEvent;

/**
 * What one of many visitors has read so far.
 *
 * @param text all chunks
 * @param ending the ending that {@code done} gave, the code that {@code error} gave, or empty
 * @param afterTheEnd how many events came after {@code done} or {@code error}
 */
public record Transcript(String streamId, String text, String ending, int afterTheEnd) {
  static final Transcript EMPTY = new Transcript("", "", "", 0);

  Transcript and(ServerSentEvent event) {
    JsonNode data = new ExpectedEvent(event).data();
    if (!ending.isEmpty()) {
      return new Transcript(streamId, text, ending, afterTheEnd + 1);
    }
    return switch (event.event()) {
      case "answer" -> new Transcript(data.path("id").asText(), text, ending, 0);
      case "chunk" -> new Transcript(streamId, text + data.path("text").asText(), ending, 0);
      case "done" -> new Transcript(streamId, text, data.path("ending").asText(), 0);
      case "error" -> new Transcript(streamId, text, data.path("code").asText(), 0);
      default -> this;
    };
  }
}
