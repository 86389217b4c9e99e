package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.web.RateLimitGuard;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a visitor may ask, and how it is told. */
final class RateLimitsTest {

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();
  private static final String COST_1540 =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":1500,\"completion_tokens\":40}}";

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  @Test
  void aForwardedVisitorWithoutATrustedProxyIsSaidOnce() {
    try (RecordedLog log = RecordedLog.of(RateLimitGuard.class);
        TestServer server = TestServer.start(Map.of())) {
      for (int i = 0; i < 2; i++) {
        try (RecordedStream stream =
            server.visitor().post("{\"message\":\"Hi\"}", "X-Forwarded-For: 192.0.2.1")) {
          stream.skipToTheEnd();
        }
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("Requests carry X-Forwarded-For, but TRUSTED_PROXIES is 0.");
    }
  }

  @Test
  void beyondTheQuestionsAMinuteAVisitorIsToldWhenToComeBack() {
    try (TestServer server = site(Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"))) {
      try (RecordedStream first = ask(server, "One?")) {
        assertThat(first.header("RateLimit-Policy")).contains("\"minute\";q=2;w=60");
        assertThat(first.header("RateLimit")).contains("\"minute\";r=1");
        readToTheEnd(first);
      }
      readToTheEnd(ask(server, "Two?"));
      try (RecordedStream refused = ask(server, "Three?")) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("30");
        assertThat(refused.header("RateLimit")).contains("\"minute\";r=0");
        assertThat(refused.json().path("retryAfterSeconds").asInt()).isEqualTo(30);
      }
      server.advance(Duration.ofSeconds(30));
      readToTheEnd(ask(server, "Three?"));
    }
  }

  @Test
  void commonQuestionsStayFree() {
    try (TestServer server = site(Map.of("VISITOR_QUESTIONS_PER_MINUTE", "1"))) {
      readToTheEnd(ask(server, "One?"));
      readToTheEnd(ask(server, "One"));
      try (RecordedStream refused = ask(server, "Two?")) {
        assertThat(refused.json().path("code").asText()).isEqualTo("too_many_questions");
      }
    }
  }

  @Test
  void whatAnswersHaveCostIsChargedToTheVisitorAndComesBackOverTheDay() {
    Map<String, String> oneAMinute = Map.of("VISITOR_TOKENS_PER_DAY", "1440");
    try (TestServer server = TestServer.asking(UPSTREAM.manual(), oneAMinute)) {
      try (RecordedStream first = ask(server, "One?")) {
        answerFor1540Tokens();
        first.skipToTheEnd();
      }
      Awaitility.await("the call's end").until(() -> server.site().state().calls() == 0);
      assertTokensSpent(server, 6_060);
      server.advance(Duration.ofSeconds(6_059));
      assertTokensSpent(server, 1);
      server.advance(Duration.ofSeconds(1));
      try (RecordedStream next = ask(server, "Three?")) {
        answerFor1540Tokens();
        assertThat(next.status()).isEqualTo(200);
        next.skipToTheEnd();
      }
      readToTheEnd(ask(server, "One?"));
    }
  }

  @Test
  void nobodyUsesMoreThanAFifthOfTheDaysTokens() {
    Map<String, String> fifth =
        Map.of("DAILY_TOKEN_BUDGET", "50000", "TRUSTED_PROXIES", "1", "VISITOR_TOKENS_PER_DAY", "");
    int admitted = 0;
    try (TestServer server = TestServer.asking(UPSTREAM.manual(), fifth)) {
      for (int i = 0; i < 30; i++) {
        try (RecordedStream stream = ask(server, "Question " + i, "X-Forwarded-For: 203.0.113.7")) {
          if (stream.status() == 200) {
            admitted++;
            answerFor1540Tokens();
            stream.skipToTheEnd();
            Awaitility.await("the call's end").until(() -> server.site().state().calls() == 0);
          }
        }
      }
      assertThat(admitted).isEqualTo(7);
      try (RecordedStream other = ask(server, "And I?", "X-Forwarded-For: 203.0.113.8")) {
        assertThat(other.status()).isEqualTo(200);
        answerFor1540Tokens();
        other.skipToTheEnd();
      }
    }
  }

  private static void assertTokensSpent(TestServer server, int retryAfterSeconds) {
    try (RecordedStream refused = ask(server, "Two?")) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.json().path("code").asText()).isEqualTo("visitor_tokens_spent");
      assertThat(refused.header("Retry-After")).isEqualTo("" + retryAfterSeconds);
    }
  }

  @Test
  void zeroMeansNoneAtAllAndNoneMeansNoLimit() {
    try (TestServer server = site(Map.of("VISITOR_QUESTIONS_PER_DAY", "0"));
        RecordedStream refused = ask(server, "One?")) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isNull();
    }
    try (TestServer server = site(Map.of("VISITOR_QUESTIONS_PER_DAY", "none"));
        RecordedStream stream = ask(server, "One?")) {
      assertThat(stream.header("RateLimit")).isNull();
      readToTheEnd(stream);
    }
  }

  @Test
  void answersAtOnceAreCountedUntilTheirCallsHaveEnded() {
    try (TestServer server =
            TestServer.asking(UPSTREAM, "stall-mid-stream", Map.of("VISITOR_STREAMS", "1"));
        RecordedStream reads = server.visitor().ask("One?").leave()) {
      reads.expectAnswer();
      try (RecordedStream refused = server.visitor().ask("Two?")) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("code").asText()).isEqualTo("too_many_streams");
      }
      server.visitor().stop(reads.streamId());
      readToTheEnd(reads);
      Awaitility.await("the call's end").until(() -> server.site().state().calls() == 0);
      try (RecordedStream next = server.visitor().ask("Two?").leave()) {
        assertThat(next.status()).isEqualTo(200);
        next.expectAnswer();
        server.visitor().stop(next.streamId());
      }
    }
    UPSTREAM.awaitNothingRunning();
  }

  @Test
  void whoFindsTheQueueFullIsChargedNothing() {
    Map<String, String> narrow =
        Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2", "UPSTREAM_STREAMS", "1", "QUEUE_LENGTH", "0");
    try (TestServer server = TestServer.asking(UPSTREAM, "stall-mid-stream", narrow);
        RecordedStream first = ask(server, "One?").leave()) {
      first.expectAnswer();
      try (RecordedStream full = ask(server, "Two?")) {
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.header("RateLimit")).contains("\"minute\";r=1");
      }
      server.visitor().stop(first.streamId());
      readToTheEnd(first);
      try (RecordedStream second = ask(server, "Two?").leave()) {
        assertThat(second.status()).isEqualTo(200);
        second.expectAnswer();
        server.visitor().stop(second.streamId());
      }
    }
    UPSTREAM.awaitNothingRunning();
  }

  @Test
  void behindAProxyEachVisitorHasItsOwnLimitsAndCannotForgeAnothers() {
    Map<String, String> behindOne =
        Map.of("TRUSTED_PROXIES", "1", "VISITOR_QUESTIONS_PER_MINUTE", "1");
    try (TestServer server = site(behindOne)) {
      readToTheEnd(ask(server, "One?", "X-Forwarded-For: 203.0.113.7"));
      readToTheEnd(ask(server, "Two?", "X-Forwarded-For: 203.0.113.8"));
      try (RecordedStream forged = ask(server, "Three?", "X-Forwarded-For: 9.9.9.9, 203.0.113.7")) {
        assertThat(forged.status()).isEqualTo(429);
      }
    }
  }

  private static void answerFor1540Tokens() {
    UPSTREAM.awaitExchange().startStream().delta("So.").finish("stop").event(COST_1540).done();
  }

  private static TestServer site(Map<String, String> variables) {
    return TestServer.asking(UPSTREAM, "short", variables);
  }

  private static RecordedStream ask(TestServer server, String message, String... headers) {
    return server.visitor().post(ChatClient.question(message), headers);
  }

  private static void readToTheEnd(RecordedStream stream) {
    assertThat(stream.status()).isEqualTo(200);
    try (stream) {
      stream.skipToTheEnd();
    }
  }
}
