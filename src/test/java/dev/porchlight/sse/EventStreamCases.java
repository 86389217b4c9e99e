package dev.porchlight.sse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The table of parser cases that the page's own parser runs too. */
final class EventStreamCases {
  private static final int DEFAULT_MAX_EVENT_BYTES = 256 * 1024;

  private EventStreamCases() {}

  /** One case, as the table's {@code about} describes it. */
  record Case(
      String name,
      ByteBuffer input,
      List<Integer> cuts,
      int maxEventBytes,
      List<ServerSentEvent> expected,
      boolean tooLarge) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> all() throws IOException {
    try (InputStream table =
        EventStreamCases.class.getResourceAsStream("/event-stream-cases.json")) {
      JsonNode root = new ObjectMapper().readTree(Objects.requireNonNull(table));
      return StreamSupport.stream(root.get("cases").spliterator(), false)
          .map(EventStreamCases::read);
    }
  }

  private static Case read(JsonNode row) {
    List<Integer> cuts = new ArrayList<>();
    row.path("cuts").forEach(cut -> cuts.add(cut.intValue()));
    List<ServerSentEvent> expected = new ArrayList<>();
    row.get("expected").forEach(event -> expected.add(readEvent(event)));
    return new Case(
        row.get("name").textValue(),
        readInput(row),
        cuts,
        row.path("maxEventBytes").asInt(DEFAULT_MAX_EVENT_BYTES),
        expected,
        row.path("tooLarge").booleanValue());
  }

  private static ByteBuffer readInput(JsonNode row) {
    return ByteBuffer.wrap(
        row.has("input")
            ? row.get("input").textValue().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(row.get("inputBase64").textValue()));
  }

  private static ServerSentEvent readEvent(JsonNode event) {
    return new ServerSentEvent(
        event.get("id").textValue(), event.get("event").textValue(), event.get("data").textValue());
  }
}
