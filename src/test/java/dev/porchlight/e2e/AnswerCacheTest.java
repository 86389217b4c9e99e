package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same question is answered once: joined while it is written, given again when it is finished.
 */
final class AnswerCacheTest {

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestServer server =
      TestServer.asking(
          upstream.manual(), Map.of("HEARTBEAT_SECONDS", "1", "CACHE_TTL_MINUTES", "60"));
  private final ChatClient visitor = server.visitor();

  @AfterEach
  void everythingIsGivenBack() {
    try (upstream;
        server) {
      Awaitility.await().until(() -> server.site().state().openAnswers() == 0);
      upstream.awaitNothingRunning();
    }
  }

  @Test
  void theSameFirstQuestionJoinsTheAnswerInFlight() {
    try (RecordedStream first = visitor.ask("What is it?")) {
      first.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream().delta("It ");
      first.expectBegin("model");
      first.expectChunk("It ");
      try (RecordedStream second = visitor.ask("  WHAT is it ")) {
        assertThat(second.expectAnswer()).isNotEqualTo(first.streamId());
        second.expectBegin("model").id(1);
        second.expectChunk("It ").id(2);
        exchange.delta("is.").finish("stop").done();
        for (RecordedStream stream : new RecordedStream[] {first, second}) {
          stream.expectChunk("is.");
          stream.expectDone("finished");
        }
      }
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void theSameQuestionTwentyTimesAtOnceIsOneAnswerAndRefusesNobody() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    List<RecordedStream> streams = new ArrayList<>();
    try {
      CyclicBarrier start = new CyclicBarrier(20);
      List<Future<RecordedStream>> asked = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        asked.add(
            threads.submit(
                () -> {
                  start.await();
                  return visitor.ask("What is it?");
                }));
      }
      for (Future<RecordedStream> stream : asked) {
        streams.add(stream.get());
      }
      streams.forEach(stream -> stream.expectAnswer());
      upstream.awaitExchange().startStream().delta("That.").finish("stop").done();
      for (RecordedStream stream : streams) {
        stream.expectBegin("model");
        stream.expectChunk("That.");
        stream.expectDone("finished");
      }
      assertThat(upstream.requests()).hasSize(1);
    } finally {
      streams.forEach(RecordedStream::close);
      threads.shutdownNow();
    }
  }

  @Test
  void oneVisitorsStopNeverEndsAnothersAnswer() {
    try (RecordedStream stops = visitor.ask("Why?");
        RecordedStream stays = joined(stops, "Why?")) {
      Exchange exchange = upstream.awaitExchange().startStream().delta("Because");
      for (RecordedStream stream : new RecordedStream[] {stops, stays}) {
        stream.expectBegin("model");
        stream.expectChunk("Because").id(2);
      }
      assertThat(visitor.stop(stops.streamId())).isEqualTo(204);
      stops.expectDone("stopped").id(2);
      exchange.delta(" of that.").finish("stop").done();
      stays.expectChunk(" of that.");
      stays.expectDone("finished");
      try (RecordedStream again = visitor.resume(stops.streamId(), 2)) {
        again.expect("answer").id(2);
        again.expectDone("stopped");
      }
    }
  }

  @Test
  void whenTheLastOfThemStopsTheUpstreamIsFreed() {
    try (RecordedStream one = visitor.ask("Why?");
        RecordedStream two = joined(one, "Why?")) {
      Exchange exchange = upstream.awaitExchange();
      visitor.stop(one.streamId());
      one.expectDone("stopped");
      assertThat(exchange.isRunning()).isTrue();
      visitor.stop(two.streamId());
      two.expectDone("stopped").id(1);
      exchange.awaitHangUp();
    }
  }

  @Test
  void aFinishedAnswerIsGivenAgainWithItsAge() {
    answer("What is it?", exchange -> exchange.delta("That.").finish("stop").done());
    server.advance(Duration.ofSeconds(90));

    try (RecordedStream again = visitor.ask("What is it")) {
      again.expect("answer").id(0).with("cached", "true").with("ageSeconds", "90");
      again.expectBegin("model");
      again.expectChunk("That.");
      again.expectDone("finished");
    }
    assertThat(upstream.requests()).hasSize(1);
    server.advance(Duration.ofMinutes(60));
    answer("What is it?", exchange -> exchange.delta("This.").finish("stop").done());
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void aVisitorWhoWantsItFreshGetsItFresh() {
    answer("What is it?", exchange -> exchange.delta("That.").finish("stop").done());
    try (RecordedStream fresh = visitor.post("{\"message\": \"What is it?\", \"fresh\": true}")) {
      fresh.expect("answer").with("cached", "false");
      upstream.awaitExchange().startStream().delta("Anew.").finish("stop").done();
      fresh.expectBegin("model");
      fresh.expectChunk("Anew.");
      fresh.expectDone("finished");
    }
  }

  @Test
  void aQuestionWithAHistoryIsNobodyElses() {
    answer("And?", exchange -> exchange.delta("That.").finish("stop").done());
    String later =
        """
        {"message": "And?", "history": [{"role": "user", "content": "Hi"},
          {"role": "assistant", "content": "Hello"}]}""";
    try (RecordedStream stream = visitor.post(later)) {
      stream.expect("answer").with("cached", "false");
      upstream.awaitExchange().startStream().delta("More.").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("More.");
      stream.expectDone("finished");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "content_filter", "tool_calls"})
  void onlyAnAnswerThatTheModelBroughtToItsEndIsGivenAgain(String finishReason) {
    answer("What?", exchange -> exchange.delta("Half").finish(finishReason).done());
    answer("What?", exchange -> exchange.delta("Whole").finish("stop").done());
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void aCutAnswerIsNotGivenAgain() {
    answer("What?", exchange -> exchange.delta("Half").endBody());
    answer("What?", exchange -> exchange.delta("Whole").finish("stop").done());
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void theSameKeyFindsTheSameStreamAndPaysOnce() {
    String key = "Idempotency-Key: abc-1";
    try (RecordedStream first = visitor.post(ChatClient.question("Hm?"), key)) {
      String id = first.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream().delta("Ah.");
      first.expectBegin("model");
      first.expectChunk("Ah.");
      try (RecordedStream repeated = visitor.post(ChatClient.question("Hm?"), key)) {
        assertThat(repeated.expectAnswer()).isEqualTo(id);
        repeated.expectBegin("model");
        repeated.expectChunk("Ah.");
        exchange.finish("stop").done();
        repeated.expectDone("finished");
        first.expectDone("finished");
      }
      try (RecordedStream other = visitor.post(ChatClient.question("Other?"), key)) {
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
      }
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  private RecordedStream joined(RecordedStream first, String message) {
    first.expectAnswer();
    RecordedStream second = visitor.ask(message);
    second.expectAnswer();
    return second;
  }

  private void answer(String message, Consumer<Exchange> with) {
    try (RecordedStream stream = visitor.ask(message)) {
      stream.expect("answer").with("cached", "false");
      with.accept(upstream.awaitExchange().startStream());
      stream.expectBegin("model");
      stream.remainingText();
      assertThat(stream.next().event()).isEqualTo("done");
    }
  }
}
