package dev.porchlight.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamEncoderTest {

  @Test
  void anEventHasItsIdItsTypeAndItsData() {
    assertThat(encoded("3", "chunk", "{\"text\":\"Hi\"}"))
        .isEqualTo("id: 3\nevent: chunk\ndata: {\"text\":\"Hi\"}\n\n");
  }

  @Test
  void whatIsNullIsLeftOut() {
    assertThat(encoded(null, null, "a")).isEqualTo("data: a\n\n");
  }

  @Test
  void everyLineBreakInDataStartsADataLine() {
    assertThat(encoded(null, null, "a\nb\rc\r\nd\n\r"))
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: \n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "\n", "data: x\n\ndata: forged", "é🏮\0\u2028", ": a"})
  void whatIsEncodedIsDecodedUnchanged(String data) {
    List<ServerSentEvent> events = new ArrayList<>();
    EventStreamDecoder decoder = new EventStreamDecoder(ServerSentEvent.to(events::add), 1000);
    decoder.feed(ByteBuffer.wrap(EventStreamEncoder.encode("7", "chunk", data)));
    assertThat(events).containsExactly(new ServerSentEvent("7", "chunk", data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\0b"})
  void anIdOrATypeThatWouldBreakItsLineIsRefused(String value) {
    assertThatThrownBy(() -> EventStreamEncoder.encode(value, null, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the id of an event must not hold CR, LF or NUL");
    assertThatThrownBy(() -> EventStreamEncoder.encode(null, value, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the event of an event must not hold CR, LF or NUL");
  }

  @Test
  void aHeartbeatIsNoEvent() {
    List<ServerSentEvent> events = new ArrayList<>();
    EventStreamDecoder decoder = new EventStreamDecoder(ServerSentEvent.to(events::add), 1000);
    decoder.feed(ByteBuffer.wrap(EventStreamEncoder.heartbeat()));
    assertThat(events).isEmpty();
  }

  private static String encoded(@Nullable String id, @Nullable String event, String data) {
    return new String(EventStreamEncoder.encode(id, event, data), StandardCharsets.UTF_8);
  }
}
