package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.PorchlightServer;
import dev.porchlight.config.Settings;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.ExpectedEvent;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are one site over a real Redis: what they share, and how Redis's faults show. */
final class RedisTest {

  /** So long that a busy machine of a test never takes Redis for lost. */
  private static final String BUSY_MACHINE_MS = "10000";

  private static final String TOKEN = "the-owners-own-token";
  private static final String OWNER = "Authorization: Bearer " + TOKEN;

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void stopUpstream() {
    upstream.close();
  }

  @Test
  void theQuestionsOfAVisitorCountOnEachServer() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "demo", Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"));
        Site second = serve(redis, "demo", Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"))) {
      assertThat(ask(first, "one")).isEqualTo(200);
      assertThat(ask(second, "two")).isEqualTo(200);
      assertThat(ask(first, "three")).isEqualTo(429);
      assertThat(ask(second, "four")).isEqualTo(429);
    }
  }

  @Test
  void theAnswersThatAreWrittenForAVisitorCountOnEachServer() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "slow", Map.of("VISITOR_STREAMS", "1"));
        Site second = serve(redis, "slow", Map.of("VISITOR_STREAMS", "1"));
        RecordedStream reading = new ChatClient(first.address()).ask("one")) {
      reading.expectAnswer();
      assertThat(ask(second, "two")).isEqualTo(429);
      assertThat(new ChatClient(first.address()).stop(reading.streamId())).isEqualTo(204);
      reading.skipToTheEnd();
      Awaitility.await().until(() -> ask(second, "three") == 200);
    }
  }

  @Test
  void theDaysBudgetIsOneForAll() throws IOException {
    Map<String, String> budget = Map.of("DAILY_TOKEN_BUDGET", "60000", "AI_MAX_TOKENS", "40000");
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "slow", budget);
        Site second = serve(redis, "slow", budget);
        RecordedStream reading = new ChatClient(first.address()).ask("one")) {
      begin(reading, "model");
      try (RecordedStream refused = new ChatClient(second.address()).ask("two")) {
        begin(refused, "extract").with("because", "upstream_busy");
      }
    }
  }

  @Test
  void whatOneServerIsAskedToWaitForNoOtherServerAsks() throws IOException {
    Map<String, String> patience = Map.of("UPSTREAM_PATIENCE_SECONDS", "5");
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "wait-absurd", patience);
        Site second = serve(redis, "demo", patience)) {
      assertThat(ask(first, "one")).isEqualTo(200);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(ready(second).path("upstreams").toString()).contains("cooling_down"));
      int calls = upstream.requests().size();
      try (RecordedStream quoted = new ChatClient(second.address()).ask("two")) {
        begin(quoted, "extract").with("because", "upstream_busy");
      }
      assertThat(upstream.requests()).hasSize(calls);
    }
  }

  @Test
  void theOwnerReadsTheDaysOfAllServersAtEachOfThem() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "demo", Map.of("OWNER_TOKEN", TOKEN));
        Site second = serve(redis, "demo", Map.of("OWNER_TOKEN", TOKEN))) {
      ask(first, "one");
      ask(second, "two");
      ask(second, "three");
      for (Site site : List.of(first, second)) {
        Awaitility.await()
            .untilAsserted(
                () ->
                    assertThat(owner(site, "days").path(0).path("questions").asInt()).isEqualTo(3));
      }
    }
  }

  @Test
  void theSameRequestToAnotherServerGetsTheSameStreamAndAsksOnce() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "slow", Map.of());
        Site second = serve(redis, "slow", Map.of());
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

  private static RecordedStream askNamed(Site server, String question) {
    return new ChatClient(server.address())
        .post(ChatClient.question(question), "Idempotency-Key: key-of-the-test");
  }

  @Test
  void ofAStreamThatIsRatedAtTwoServersTheLatestOpinionCounts() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "demo", Map.of("OWNER_TOKEN", TOKEN));
        Site second = serve(redis, "demo", Map.of("OWNER_TOKEN", TOKEN));
        RecordedStream stream = new ChatClient(first.address()).ask("one")) {
      stream.expectAnswer();
      stream.skipToTheEnd();
      rate(first, stream.streamId(), true);
      rate(second, stream.streamId(), false);
      rate(second, stream.streamId(), false);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(owner(first, "days").path(0).path("thumbs"))
                      .hasToString("{\"down\":1}"));
    }
  }

  private static void rate(Site server, String stream, boolean helpful) {
    try (RecordedStream rated =
        new ChatClient(server.address())
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
    Map<String, String> quoting = Map.of("OWNER_TOKEN", TOKEN, "AI_API_URL", "", "AI_MODEL", "");
    try (RedisServer redis = RedisServer.start();
        Site first = serve(redis, "demo", quoting);
        Site second = serve(redis, "demo", quoting)) {
      try (RecordedStream stream = new ChatClient(first.address()).ask("Xyzzy plugh?")) {
        stream.skipToTheEnd();
      }
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(owner(second, "unanswered").path(0).path("question").asText())
                      .isEqualTo("Xyzzy plugh?"));
    }
  }

  @Test
  void aMessageThatOneServerTookIsSeenAndErasedAtAnotherAndDeliveredOnce() throws IOException {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        RedisServer redis = RedisServer.start()) {
      receiver.behave(WebhookReceiver.status(500));
      Map<String, String> messages =
          Map.of("OWNER_TOKEN", TOKEN, "MESSAGES_WEBHOOK_URL", receiver.address().toString());
      try (Site first = serve(redis, "demo", messages);
          Site second = serve(redis, "demo", messages)) {
        String erased = leave(first, "never mind");
        Awaitility.await().until(() -> owner(second, "messages").size() == 1);
        assertThat(owner(second, "messages").path(0).path("id").asText()).isEqualTo(erased);
        try (RecordedStream erasure =
            new ChatClient(second.address())
                .request("DELETE", "/owner/api/messages/" + erased, "", OWNER)) {
          assertThat(erasure.status()).isEqualTo(204);
        }
        assertThat(owner(first, "messages")).isEmpty();
        receiver.behave(WebhookReceiver.status(204));
        String delivered = leave(second, "hello");
        assertThat(leave(first, "hello")).as("the same again").isEqualTo(delivered);
        Awaitility.await().until(() -> owner(first, "messages").isEmpty());
        assertThat(receiver.received())
            .filteredOn(one -> one.json().path("id").asText().equals(delivered))
            .hasSize(1);
      }
    }
  }

  private static String leave(Site server, String message) {
    try (RecordedStream stream =
        new ChatClient(server.address())
            .request(
                "POST",
                "/messages",
                "{\"message\": \"%s\"}".formatted(message),
                "Content-Type: application/json",
                "Idempotency-Key: key-of-the-test")) {
      assertThat(stream.status()).isEqualTo(202);
      return stream.json().path("id").asText();
    }
  }

  private static JsonNode owner(Site server, String what) {
    try (RecordedStream stream =
        new ChatClient(server.address()).get("/owner/api/" + what, OWNER)) {
      return stream.json();
    }
  }

  @Test
  void withoutRedisAtTheStartItQuotesThePagesAndCallsNoModelUntilRedisAnswers() throws IOException {
    try (RedisServer redis = RedisServer.stopped();
        Site server = serve(redis, "demo", Map.of())) {
      try (RecordedStream readiness = new ChatClient(server.address()).get("/readyz")) {
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.json().path("status").asText()).isEqualTo("redis_unreached");
      }
      try (RecordedStream quoted = new ChatClient(server.address()).ask("What is Porchlight?")) {
        begin(quoted, "extract").with("because", "upstream_unavailable");
      }
      assertThat(upstream.requests()).isEmpty();
      redis.startAgain();
      Awaitility.await().until(() -> ready(server).path("status").asText().equals("ready"));
      try (RecordedStream written = new ChatClient(server.address()).ask("What is Porchlight?")) {
        begin(written, "model");
      }
    }
  }

  @Test
  void whereRedisIsLostItGoesOnByItselfAndComesBackByItself() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site server = serve(redis, "demo", Map.of())) {
      assertThat(ask(server, "one")).isEqualTo(200);
      redis.stop();
      Awaitility.await().until(() -> ready(server).path("redis").asText().equals("lost"));
      assertThat(ready(server).path("status").asText()).isEqualTo("ready");
      try (RecordedStream written = new ChatClient(server.address()).ask("two")) {
        begin(written, "model");
      }
      redis.startAgain();
      Awaitility.await().until(() -> ready(server).path("redis").asText().equals("up"));
      assertThat(ask(server, "three")).isEqualTo(200);
    }
  }

  @Test
  void aRedisThatHangsDelaysNobodyForLong() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Site server = serve(redis, "demo", Map.of("REDIS_TIMEOUT_MS", "50"))) {
      redis.freeze();
      assertThat(ask(server, "one")).isEqualTo(200);
      Awaitility.await().until(() -> ready(server).path("redis").asText().equals("lost"));
      redis.resume();
      Awaitility.await().until(() -> ready(server).path("redis").asText().equals("up"));
    }
  }

  @Test
  void aWrongPasswordStopsTheStartWithOneLineThatDoesNotHoldIt() throws Exception {
    try (RedisServer redis = RedisServer.start("--requirepass", "right");
        ServerProcess server =
            ServerProcess.start(
                Map.of("REDIS_URL", redis.url().replace("//", "//:wrong-secret@")))) {
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith("Porchlight did not start: Redis at 127.0.0.1:")
          .contains("REDIS_URL", "WRONGPASS")
          .doesNotContain("wrong-secret");
      assertThat(server.awaitExit()).isOne();
    }
  }

  @Test
  void theRightPasswordLetsItIn() throws IOException {
    try (RedisServer redis = RedisServer.start("--requirepass", "ri@ght");
        Site server =
            serve(redis, "demo", Map.of("REDIS_URL", redis.url().replace("//", "//:ri%40ght@")))) {
      assertThat(ready(server).path("redis").asText()).isEqualTo("up");
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

  /** A server that is stopped at once. */
  private record Site(PorchlightServer server) implements AutoCloseable {

    URI address() {
      return server.address();
    }

    @Override
    public void close() {
      server.close(Duration.ZERO);
    }
  }

  private Site serve(RedisServer redis, String dialect, Map<String, String> more) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "PORT", "0",
                "HOST", "127.0.0.1",
                "UPSTREAM_CHECK", "off",
                "AI_API_URL", upstream.uri(dialect).toString(),
                "AI_MODEL", "m",
                "REDIS_URL", redis.url(),
                "REDIS_TIMEOUT_MS", BUSY_MACHINE_MS,
                "VISITOR_STREAMS", "none"));
    variables.putAll(more);
    return new Site(PorchlightServer.start(Settings.from(variables)));
  }

  /** Asks, leaves at once, and gives the status. */
  private static int ask(Site server, String question) {
    try (RecordedStream stream = new ChatClient(server.address()).ask(question)) {
      if (stream.status() == 200) {
        stream.expectAnswer();
        stream.leave();
      }
      return stream.status();
    }
  }

  private static ExpectedEvent begin(RecordedStream stream, String by) {
    stream.expectAnswer();
    ExpectedEvent begin = stream.expectBegin(by);
    stream.leave();
    return begin;
  }

  private static JsonNode ready(Site server) {
    try (RecordedStream readiness = new ChatClient(server.address()).get("/readyz")) {
      return readiness.json();
    }
  }
}
