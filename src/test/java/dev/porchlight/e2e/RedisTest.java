package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are one site over a real Redis: what they share, and how Redis's faults show. */
final class RedisTest {

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void stopUpstream() {
    upstream.close();
  }

  @Test
  void theQuestionsOfAVisitorCountOnEachServer() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "demo", Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"));
        RedisSite second = serve(redis, "demo", Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"))) {
      assertThat(first.ask("one")).isEqualTo(200);
      assertThat(second.ask("two")).isEqualTo(200);
      assertThat(first.ask("three")).isEqualTo(429);
      assertThat(second.ask("four")).isEqualTo(429);
    }
  }

  @Test
  void theAnswersThatAreWrittenForAVisitorCountOnEachServer() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "slow", Map.of("VISITOR_STREAMS", "1"));
        RedisSite second = serve(redis, "slow", Map.of("VISITOR_STREAMS", "1"));
        RecordedStream reading = first.visitor().ask("one")) {
      reading.expectAnswer();
      assertThat(second.ask("two")).isEqualTo(429);
      assertThat(first.visitor().stop(reading.streamId())).isEqualTo(204);
      reading.skipToTheEnd();
      Awaitility.await().until(() -> second.ask("three") == 200);
    }
  }

  @Test
  void theDaysBudgetIsOneForAll() throws IOException {
    Map<String, String> budget = Map.of("DAILY_TOKEN_BUDGET", "60000", "AI_MAX_TOKENS", "40000");
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "slow", budget);
        RedisSite second = serve(redis, "slow", budget);
        RecordedStream reading = first.visitor().ask("one")) {
      RedisSite.begin(reading, "model");
      try (RecordedStream refused = second.visitor().ask("two")) {
        RedisSite.begin(refused, "extract").with("because", "upstream_busy");
      }
    }
  }

  @Test
  void whatOneServerIsAskedToWaitForNoOtherServerAsks() throws IOException {
    Map<String, String> patience = Map.of("UPSTREAM_PATIENCE_SECONDS", "5");
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "wait-absurd", patience);
        RedisSite second = serve(redis, "demo", patience)) {
      assertThat(first.ask("one")).isEqualTo(200);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(second.ready().path("upstreams").toString()).contains("cooling_down"));
      int calls = upstream.requests().size();
      try (RecordedStream quoted = second.visitor().ask("two")) {
        RedisSite.begin(quoted, "extract").with("because", "upstream_busy");
      }
      assertThat(upstream.requests()).hasSize(calls);
    }
  }

  @Test
  void theOwnerReadsTheDaysOfAllServersAtEachOfThem() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "demo", Map.of("OWNER_TOKEN", RedisSite.TOKEN));
        RedisSite second = serve(redis, "demo", Map.of("OWNER_TOKEN", RedisSite.TOKEN))) {
      first.ask("one");
      second.ask("two");
      second.ask("three");
      for (RedisSite site : List.of(first, second)) {
        Awaitility.await()
            .untilAsserted(
                () ->
                    assertThat(site.owner("days").path(0).path("questions").asInt()).isEqualTo(3));
      }
    }
  }

  @Test
  void theSameRequestToAnotherServerGetsTheSameStreamAndAsksOnce() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "slow", Map.of());
        RedisSite second = serve(redis, "slow", Map.of());
        RecordedStream here = askNamed(first, "one");
        RecordedStream there = askNamed(second, "one");
        RecordedStream other = askNamed(second, "two")) {
      here.expectAnswer();
      there.expectAnswer();
      assertThat(there.streamId()).isEqualTo(here.streamId());
      assertThat(other.status()).isEqualTo(422);
      here.expectBegin("model");
      assertThat(upstream.requests()).hasSize(1);
      here.leave();
      there.leave();
    }
  }

  private static RecordedStream askNamed(RedisSite server, String question) {
    return server.visitor().post(ChatClient.question(question), "Idempotency-Key: key-of-the-test");
  }

  @Test
  void ofAStreamThatIsRatedAtTwoServersTheLatestOpinionCounts() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "demo", Map.of("OWNER_TOKEN", RedisSite.TOKEN));
        RedisSite second = serve(redis, "demo", Map.of("OWNER_TOKEN", RedisSite.TOKEN));
        RecordedStream stream = first.visitor().ask("one")) {
      stream.expectAnswer();
      stream.skipToTheEnd();
      rate(first, stream.streamId(), true);
      rate(second, stream.streamId(), false);
      rate(second, stream.streamId(), false);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(first.owner("days").path(0).path("thumbs"))
                      .hasToString("{\"down\":1}"));
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(second.owner("unanswered").path(0).path("reasons").path(0).asText())
                      .isEqualTo("not_helpful"));
    }
  }

  private static void rate(RedisSite server, String stream, boolean helpful) {
    try (RecordedStream rated =
        server
            .visitor()
            .request(
                "POST",
                "/chat/" + stream + "/feedback",
                "{\"helpful\": %s}".formatted(helpful),
                "Content-Type: application/json")) {
      assertThat(rated.status()).isEqualTo(204);
    }
  }

  @Test
  void whatOneServerCouldNotAnswerTheOwnerReadsAtAnother() throws IOException {
    Map<String, String> quoting =
        Map.of("OWNER_TOKEN", RedisSite.TOKEN, "AI_API_URL", "", "AI_MODEL", "");
    try (RedisServer redis = RedisServer.start();
        RedisSite first = serve(redis, "demo", quoting);
        RedisSite second = serve(redis, "demo", quoting)) {
      try (RecordedStream stream = first.visitor().ask("Xyzzy plugh?")) {
        stream.skipToTheEnd();
      }
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(second.owner("unanswered").path(0).path("question").asText())
                      .isEqualTo("Xyzzy plugh?"));
    }
  }

  @Test
  void aMessageThatOneServerTookIsSeenAndErasedAtAnotherAndDeliveredOnce() throws IOException {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        RedisServer redis = RedisServer.start()) {
      receiver.behave(WebhookReceiver.status(500));
      Map<String, String> messages =
          Map.of(
              "OWNER_TOKEN",
              RedisSite.TOKEN,
              "MESSAGES_WEBHOOK_URL",
              receiver.address().toString());
      try (RedisSite first = serve(redis, "demo", messages);
          RedisSite second = serve(redis, "demo", messages)) {
        String erased = leave(first, "never mind");
        Awaitility.await().until(() -> second.owner("messages").size() == 1);
        assertThat(second.owner("messages").path(0).path("id").asText()).isEqualTo(erased);
        try (RecordedStream erasure =
            second
                .visitor()
                .request("DELETE", "/owner/api/messages/" + erased, "", RedisSite.OWNER)) {
          assertThat(erasure.status()).isEqualTo(204);
        }
        assertThat(first.owner("messages")).isEmpty();
        receiver.behave(WebhookReceiver.status(204));
        String delivered = leave(second, "hello");
        assertThat(leave(first, "hello")).as("the same again").isEqualTo(delivered);
        Awaitility.await().until(() -> first.owner("messages").isEmpty());
        assertThat(receiver.received())
            .filteredOn(one -> one.json().path("id").asText().equals(delivered))
            .hasSize(1);
      }
    }
  }

  private static String leave(RedisSite server, String message) {
    try (RecordedStream stream = server.leave(message)) {
      assertThat(stream.status()).isEqualTo(202);
      return stream.json().path("id").asText();
    }
  }

  @Test
  void withoutTheSettingNothingOfItIsLoaded(@TempDir Path folder) throws Exception {
    Path loaded = folder.resolve("loaded");
    try (ServerProcess server =
        ServerProcess.withOptions(List.of("-Xlog:class+load:file=" + loaded), Map.of())) {
      ChatClient visitor = new ChatClient(server.awaitAddress());
      try (RecordedStream stream = visitor.ask("What is Porchlight?")) {
        stream.skipToTheEnd();
      }
      assertThat(Files.readString(loaded))
          .contains("dev.porchlight.")
          .doesNotContain(" io.lettuce.", " io.netty.");
    }
  }

  private RedisSite serve(RedisServer redis, String dialect, Map<String, String> more) {
    return RedisSite.serve(redis, upstream, dialect, more);
  }
}
