package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the owner sees, and how it is guarded. */
final class OwnerTest {

  private static final String TOKEN = "the-owners-own-token";

  private final TestServer server = TestServer.start(Map.of("OWNER_TOKEN", TOKEN));
  private final ChatClient visitor = server.visitor();

  @AfterEach
  void closeTheSite() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer  "})
  void theOwnersTokenIsTakenHoweverItsSchemeIsWritten(String scheme) {
    assertThat(statusFor("GET", "Authorization: " + scheme + TOKEN)).isEqualTo(200);
    assertThat(statusFor("HEAD", "Authorization: " + scheme + TOKEN)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Authorization: " + TOKEN,
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Basic " + TOKEN,
        "Authorization: Bearer the-owners-own-toke",
        "Authorization: Bearer the-owners-own-token2",
        "Authorization: Bearer THE-OWNERS-OWN-TOKEN",
        "Authorization: Bearer the-owners-own-t\u00f6ken"
      })
  void whoeverShowsAnotherIsToldToShowTheToken(String header) {
    for (String method : new String[] {"GET", "HEAD"}) {
      try (RecordedStream response = visitor.request(method, "/metrics", "", header)) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
      }
    }
  }

  @Test
  void theMetricsCountAndTimeWhatAnAnswerTakes() {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer asking =
            TestServer.asking(upstream, "short", Map.of("OWNER_TOKEN", TOKEN, "PORT", "0"))) {
      for (int i = 0; i < 2; i++) {
        try (RecordedStream stream = asking.visitor().ask("What is it?")) {
          stream.skipToTheEnd();
        }
      }
      Awaitility.await("the call's end").until(() -> asking.site().state().calls() == 0);
      try (RecordedStream metrics =
          asking.visitor().get("/metrics", "Authorization: Bearer " + TOKEN, "Connection: close")) {
        assertThat(metrics.body())
            .contains("porchlight_upstream_calls_total{upstream=\"primary\"} 1.0")
            .contains("porchlight_upstream_first_text_seconds_count{upstream=\"primary\"} 1")
            .contains(
                "porchlight_upstream_answer_seconds_bucket{upstream=\"primary\",le=\"0.25\"} 1")
            .contains("porchlight_retrieval_seconds_count 1")
            .contains("cache_gets_total{cache=\"answers\",result=\"hit\"} 1.0")
            .contains("porchlight_queue_running 0.0")
            .contains("porchlight_upstream_state{state=\"closed\",upstream=\"primary\"} 1.0");
      }
    }
  }

  @Test
  void theMetricsCountTheTokensThatTheProviderReports() {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer asking =
            TestServer.asking(upstream, "deepseek-keepalive", Map.of("OWNER_TOKEN", TOKEN))) {
      try (RecordedStream stream = asking.visitor().ask("What is it?")) {
        stream.skipToTheEnd();
      }
      Awaitility.await("the call's end").until(() -> asking.site().state().calls() == 0);
      try (RecordedStream metrics =
          asking.visitor().get("/metrics", "Authorization: Bearer " + TOKEN, "Connection: close")) {
        assertThat(metrics.body())
            .contains("porchlight_upstream_tokens_total{kind=\"prompt\",upstream=\"primary\"} 10.0")
            .contains("porchlight_upstream_tokens_total{kind=\"cached\",upstream=\"primary\"} 8.0")
            .contains(
                "porchlight_upstream_tokens_total{kind=\"completion\",upstream=\"primary\"} 12.0");
      }
    }
  }

  @Test
  void whoGuessesOftenIsToldNothingForAWhile() {
    for (int guess = 0; guess < 5; guess++) {
      assertThat(statusFor("GET", "Authorization: Bearer " + guess)).isEqualTo(401);
    }
    try (RecordedStream refused = visitor.get("/metrics", "Authorization: Bearer 5")) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("900");
      assertThat(refused.json().path("code").asText()).isEqualTo("too_many_failures");
    }
    assertThat(statusFor("GET", "Authorization: Bearer " + TOKEN))
        .describedAs("the right guess, too")
        .isEqualTo(429);
    server.advance(Duration.ofMinutes(15));
    assertThat(statusFor("GET", "Authorization: Bearer " + TOKEN)).isEqualTo(200);
  }

  private int statusFor(String method, String header) {
    try (RecordedStream response = visitor.request(method, "/metrics", "", header)) {
      return response.status();
    }
  }
}
