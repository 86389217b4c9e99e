package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.sse.ServerSentEvent;

/** An event that came, of the type that was expected, for a closer look. */
public final class ExpectedEvent {
  private static final JsonMapper JSON = new JsonMapper();

  private final ServerSentEvent event;
  private final JsonNode data;

  ExpectedEvent(ServerSentEvent event) {
    this.event = event;
    try {
      this.data = JSON.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + event, e);
    }
  }

  public static ExpectedEvent of(ServerSentEvent event) {
    return new ExpectedEvent(event);
  }

  public ExpectedEvent text(String text) {
    return with("text", text);
  }

  /** Asserts the text of a field; a number or a boolean as JSON writes it. */
  public ExpectedEvent with(String field, String value) {
    assertThat(data.path(field).asText()).as("%s of %s", field, event).isEqualTo(value);
    return this;
  }

  public ExpectedEvent without(String field) {
    assertThat(data.has(field)).as("%s in %s", field, event).isFalse();
    return this;
  }

  /** Asserts the position that the stream has reached with this event. */
  public ExpectedEvent id(long position) {
    assertThat(event.lastEventId()).as("id of %s", event).isEqualTo(Long.toString(position));
    return this;
  }

  public JsonNode data() {
    return data;
  }
}
