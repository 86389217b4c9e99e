package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of the wire, over real sockets on both sides, with the time moved by hand. */
final class WireTest {

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestServer server =
      TestServer.asking(
          upstream.manual(), Map.of("HEARTBEAT_SECONDS", "1", "UPSTREAM_IDLE_SECONDS", "3600"));
  private final ChatClient visitor = server.visitor();

  @AfterEach
  void everythingIsGivenBack() {
    try (upstream;
        server) {
      server.awaitNothingLeft(upstream);
    }
  }

  @Test
  void anAnswerArrivesEventByEventWhileItIsWritten() {
    try (RecordedStream stream = visitor.ask("Who are you?")) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
      assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
      stream.expect("answer").id(0).with("cached", "false").with("ageSeconds", "0");
      Exchange exchange = upstream.awaitExchange().startStream();
      exchange.delta("I am ");
      stream.expectBegin("model").id(1).without("because");
      stream.expectChunk("I am ").id(2);
      exchange.delta("a bot. €豆腐");
      stream.expectChunk("a bot. €豆腐").id(3);
      exchange.finish("stop").done();
      stream.expectDone("finished").id(4).with("finishReason", "stop").without("reason");
    }
  }

  @Test
  void theResponseIsCommittedBeforeTheUpstreamSaysAnything() {
    try (RecordedStream stream = visitor.ask("Anyone?")) {
      stream.expectAnswer();
      Exchange exchange = upstream.awaitExchange();
      server.advance(Duration.ofSeconds(1));
      stream.awaitHeartbeats(1);
      server.advance(Duration.ofSeconds(1));
      stream.awaitHeartbeats(2);
      exchange.startStream().delta("Yes.").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("Yes.");
      stream.expectDone("finished");
    }
  }

  @Test
  void theModelIsToldTheOwnersWordsTheHistoryAndTheQuestion() {
    String body =
        """
        {"message": "And Ollama?", "page": "https://example.com/a?b=c#d", "fresh": true,
         "history": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
        """;
    try (RecordedStream stream = visitor.post(body)) {
      stream.expectAnswer();
      Exchange exchange = upstream.awaitExchange();
      assertThat(exchange.request().headers()).containsEntry("Authorization", "Bearer sk-secret");
      assertThat(exchange.body().path("model").asText()).isEqualTo("m");
      assertThat(exchange.body().path("stream").asBoolean()).isTrue();
      assertThat(exchange.body().path("messages").findValuesAsText("role"))
          .containsExactly("system", "user", "assistant", "user");
      assertThat(exchange.body().path("messages").get(0).path("content").asText())
          .contains("AI_API_URL=http://localhost:11434/v1");
      assertThat(exchange.body().path("messages").get(3).path("content").asText())
          .isEqualTo("And Ollama?");
      exchange.startStream().delta("See [1].").finish("stop").done();
      assertThat(stream.expectBegin("model").data().path("sources").get(0).path("title").asText())
          .contains("Ollama");
      stream.expectChunk("See [1].");
      assertThat(stream.expectDone("finished").data().path("cited").toString()).isEqualTo("[1]");
    }
  }

  @Test
  void anEndWithoutFinishReasonAndWithoutDoneIsCutOff() {
    try (RecordedStream stream = visitor.ask("?")) {
      stream.expectAnswer();
      upstream.awaitExchange().startStream().delta("Half of").endBody();
      stream.expectBegin("model");
      stream.expectChunk("Half of");
      stream.expectDone("cut_off").with("reason", "upstream_ended").without("finishReason");
    }
  }

  @Test
  void nothingIsRetriedAfterTheFirstDelta() {
    try (RecordedStream stream = visitor.ask("?")) {
      stream.expectAnswer();
      upstream.awaitExchange().startStream().delta("Half").reset();
      stream.expectBegin("model");
      stream.expectChunk("Half");
      stream.expectDone("cut_off").with("reason", "upstream_ended");
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void stopEndsTheStreamAndClosesTheUpstreamsSocket() {
    try (RecordedStream stream = visitor.ask("?")) {
      String id = stream.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream().delta("One");
      stream.expectBegin("model");
      stream.expectChunk("One");
      assertThat(visitor.stop(id)).isEqualTo(204);
      exchange.awaitHangUp();
      stream.expectDone("stopped").without("reason");
      assertThat(visitor.stop(id)).describedAs("stopping twice").isEqualTo(204);
    }
  }

  @Test
  void stopReachesTheUpstreamBeforeTheFirstDeltaToo() {
    try (RecordedStream stream = visitor.ask("?")) {
      String id = stream.expectAnswer();
      Exchange exchange = upstream.awaitExchange();
      assertThat(visitor.stop(id)).isEqualTo(204);
      exchange.awaitHangUp();
      stream.expectDone("stopped").id(1);
    }
  }

  @Test
  void aVisitorWhoGoesAwayFreesTheUpstreamAfterTheGrace() {
    Exchange exchange;
    try (RecordedStream stream = visitor.ask("?")) {
      String id = stream.expectAnswer();
      exchange = upstream.awaitExchange().startStream().delta("One");
      stream.expectBegin("model");
      stream.expectChunk("One");
      stream.reset();
      awaitDeparture();
      server.advance(Duration.ofSeconds(9));
      assertThat(exchange.isRunning()).isTrue();
      server.advance(Duration.ofSeconds(6));
      exchange.awaitHangUp();
      try (RecordedStream back = visitor.resume(id, 2)) {
        back.expect("answer").id(2).with("id", id);
        back.expectDone("stopped").with("reason", "left");
      }
    }
  }

  @Test
  void aVisitorWhoComesBackWithinTheGraceReadsOn() {
    String id;
    Exchange exchange;
    try (RecordedStream stream = visitor.ask("?").leave()) {
      id = stream.expectAnswer();
      exchange = upstream.awaitExchange().startStream().delta("One ");
      stream.expectBegin("model");
      stream.expectChunk("One ").id(2);
      exchange.delta("two ");
      stream.expectChunk("two ").id(3);
    }
    try (RecordedStream back = visitor.resume(id, 2)) {
      back.expect("answer").id(2);
      back.expectChunk("two ").id(3);
      exchange.delta("three").finish("stop").done();
      back.expectChunk("three").id(4);
      back.expectDone("finished").id(5);
    }
    try (RecordedStream again = visitor.get("/chat/" + id + "?after=5")) {
      again.expect("answer").id(4);
      again.expectDone("finished").id(5);
    }
    try (RecordedStream whole = visitor.get("/chat/" + id)) {
      whole.expectAnswer();
      whole.expectBegin("model");
      assertThat(whole.remainingText()).isEqualTo("One two three");
      whole.expectDone("finished");
    }
  }

  @Test
  void aClosedAnswerIsKeptForTenMinutes() {
    String id;
    try (RecordedStream stream = visitor.ask("?")) {
      id = stream.expectAnswer();
      upstream.awaitExchange().startStream().delta("One").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("One");
      stream.expectDone("finished");
    }
    server.advance(Duration.ofMinutes(9));
    try (RecordedStream still = visitor.resume(id, 0)) {
      still.expectAnswer();
      still.expectBegin("model");
      still.expectChunk("One");
      still.expectDone("finished");
    }
    server.advance(Duration.ofMinutes(1));
    try (RecordedStream gone = visitor.resume(id, 0)) {
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.json().path("code").asText()).isEqualTo("answer_gone");
    }
  }

  @Test
  void aHalfClosedVisitorGetsTheWholeAnswer() {
    try (RecordedStream stream = visitor.ask("?")) {
      stream.halfClose();
      stream.expectAnswer();
      upstream.awaitExchange().startStream().delta("Whole").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("Whole");
      stream.expectDone("finished");
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsCutOff() {
    try (RecordedStream stream = visitor.ask("?")) {
      stream.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream();
      for (int second = 0; second < 300; second += 30) {
        exchange.delta("x");
        if (second == 0) {
          stream.expectBegin("model");
        }
        stream.expectChunk("x");
        server.advance(Duration.ofSeconds(30));
      }
      exchange.awaitHangUp();
      stream.expectDone("cut_off").with("reason", "answer_limit");
    }
  }

  /** A departure is noticed when something is written: the next heartbeat, or the one after it. */
  private void awaitDeparture() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              if (server.site().openStreams() > 0) {
                server.advance(Duration.ofSeconds(1));
              }
              return server.site().openStreams() == 0;
            });
  }
}
