package dev.porchlight.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventStreamDecoderTest {
  private static final int RANDOM_CUTTINGS = 20;

  @ParameterizedTest
  @MethodSource("dev.porchlight.sse.EventStreamCases#all")
  void eachCaseGivesItsEventsWhole(EventStreamCases.Case row) {
    assertEvents(row, List.of());
  }

  @ParameterizedTest
  @MethodSource("dev.porchlight.sse.EventStreamCases#all")
  void eachCaseGivesItsEventsWhereItSaysToCut(EventStreamCases.Case row) {
    assertEvents(row, row.cuts());
  }

  @ParameterizedTest
  @MethodSource("dev.porchlight.sse.EventStreamCases#all")
  void eachCaseGivesItsEventsByteByByte(EventStreamCases.Case row) {
    assertEvents(row, IntStream.range(1, row.input().limit()).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("dev.porchlight.sse.EventStreamCases#all")
  void eachCaseGivesItsEventsCutAnywhere(EventStreamCases.Case row) {
    Random random = new Random(row.name().hashCode());
    for (int i = 0; i < RANDOM_CUTTINGS; i++) {
      double density = random.nextDouble();
      assertEvents(
          row,
          IntStream.range(1, row.input().limit())
              .filter(at -> random.nextDouble() < density)
              .boxed()
              .toList());
    }
  }

  @Test
  void aDirectBufferIsReadLikeAnyOther() {
    List<ServerSentEvent> events = new ArrayList<>();
    ByteBuffer direct = ByteBuffer.allocateDirect(64).put(utf8("data: a\n\n")).flip();
    new EventStreamDecoder(ServerSentEvent.to(events::add), 100).feed(direct);
    assertThat(events).containsExactly(new ServerSentEvent("", "message", "a"));
    assertThat(direct.hasRemaining()).isFalse();
  }

  @Test
  void aSliceOfAnArrayIsReadWithinItsLimits() {
    List<ServerSentEvent> events = new ArrayList<>();
    ByteBuffer slice = ByteBuffer.wrap(utf8("xxdata: a\n\nxx"), 2, 9).slice();
    new EventStreamDecoder(ServerSentEvent.to(events::add), 100).feed(slice);
    assertThat(events).containsExactly(new ServerSentEvent("", "message", "a"));
  }

  @Test
  void anEventOverTheBoundIsTheEndOfAllReading() {
    List<ServerSentEvent> events = new ArrayList<>();
    EventStreamDecoder decoder = new EventStreamDecoder(ServerSentEvent.to(events::add), 16);
    assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(utf8("data: 0123456789012345\n\n"))))
        .isInstanceOf(EventTooLargeException.class)
        .hasMessage("an event of the stream is larger than 16 bytes");
    assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(utf8("data: a\n\n"))))
        .isInstanceOf(EventTooLargeException.class);
    assertThat(events).isEmpty();
  }

  private static void assertEvents(EventStreamCases.Case row, List<Integer> cuts) {
    List<ServerSentEvent> events = new ArrayList<>();
    EventStreamDecoder decoder =
        new EventStreamDecoder(ServerSentEvent.to(events::add), row.maxEventBytes());
    boolean tooLarge = false;
    try {
      feed(decoder, row.input(), cuts);
    } catch (EventTooLargeException e) {
      tooLarge = true;
    }
    assertThat(events).as("cut at %s", cuts).isEqualTo(row.expected());
    assertThat(tooLarge).isEqualTo(row.tooLarge());
  }

  private static void feed(EventStreamDecoder decoder, ByteBuffer input, List<Integer> cuts) {
    int from = 0;
    for (int cut : cuts) {
      decoder.feed(input.slice(from, cut - from));
      from = cut;
    }
    decoder.feed(input.slice(from, input.limit() - from));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
