package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The fake upstream plays the site here: a path that no script has is left to the test. */
final class RecordedStreamTest {
  private static final String ANSWER =
      "event: answer\nid: 0\ndata: {\"id\":\"abc\"}\n\n: heartbeat\n\n";
  private static final String CHUNKS =
      "id: 1\nevent: chunk\ndata: {\"text\":\"a\"}\n\nid: 2\nevent: chunk\ndata: {\"text\":\"b\"}\n\n";
  private static final String DONE = "id: 3\nevent: done\ndata: {\"ending\":\"finished\"}\n\n";

  @AutoClose private final FakeUpstream site = FakeUpstream.start();
  private final ChatClient client = new ChatClient(site.uri("chat"));

  @Test
  void givesTheEventsInOrderAndCountsTheHeartbeats() {
    site.script("", exchange -> exchange.startStream().write(ANSWER + CHUNKS + DONE).endBody());
    try (RecordedStream stream = client.ask("Hi")) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.expectAnswer()).isEqualTo("abc");
      stream.awaitHeartbeats(1);
      stream.expectChunk("a").id(1);
      assertThat(stream.remainingText()).isEqualTo("b");
      stream.expectDone("finished").id(3);
    }
  }

  @Test
  void failsOnAnEventThatNobodyExpected() {
    site.script("", exchange -> exchange.startStream().write(ANSWER + DONE).endBody());
    RecordedStream stream = client.ask("Hi");
    stream.expectAnswer();
    assertThatThrownBy(stream::close)
        .hasMessageContaining("Nobody expected")
        .hasMessageContaining("done");
  }

  @Test
  void failsOnAStreamThatBreaksOff() {
    site.script("", exchange -> exchange.startStream().write(ANSWER).close());
    RecordedStream stream = client.ask("Hi");
    stream.expectAnswer();
    assertThatThrownBy(stream::close).hasMessageContaining("broke");
  }

  @Test
  void letsAVisitorLeaveBeforeTheEnd() {
    site.script("", exchange -> exchange.startStream().write(ANSWER + CHUNKS));
    try (RecordedStream stream = client.ask("Hi")) {
      stream.expectAnswer();
      stream.leave();
    }
    site.awaitNothingOpen();
  }

  @Test
  void readsAProblemDocument() {
    site.script(
        "",
        exchange ->
            exchange.respond(
                429, Map.of("Content-Type", "application/problem+json"), "{\"code\":\"slow\"}"));
    try (RecordedStream response = client.ask("Hi")) {
      assertThat(response.status()).isEqualTo(429);
      assertThat(response.json().path("code").asText()).isEqualTo("slow");
    }
  }

  @Test
  void readsTheStreamsOfManyVisitors() {
    site.script(
        "",
        exchange ->
            exchange
                .startStream()
                .write(ANSWER)
                .write(
                    "event: chunk\ndata: {\"text\":"
                        + exchange.body().path("message")
                        + "}\n\n"
                        + DONE)
                .endBody());
    List<String> messages = IntStream.range(0, 200).mapToObj(i -> "Message " + i).toList();
    try (ManyVisitors visitors = ManyVisitors.ask(site.uri("chat"), messages)) {
      visitors.awaitAllReading();
      assertThat(visitors.awaitAll())
          .isEqualTo(
              messages.stream()
                  .map(message -> new Transcript("abc", message, "finished", 0))
                  .toList());
    }
  }
}
