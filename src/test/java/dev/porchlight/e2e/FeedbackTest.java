package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a visitor thinks of an answer: what is taken, and what the owner sees of it. */
final class FeedbackTest {

  private TestServer server;
  private ChatClient visitor;

  @BeforeEach
  void startTheSite() {
    server = TestServer.start(Map.of("OWNER_TOKEN", "the-owners-own-token"));
    visitor = server.visitor();
  }

  @AfterEach
  void closeTheSite() {
    server.close();
  }

  @Test
  void theLatestOpinionOfEachAnswerCounts() {
    String first = answered();
    String second = answered();
    assertThat(rate(first, "{\"helpful\": true}")).isEqualTo(204);
    assertThat(rate(second, "{\"helpful\": true}")).isEqualTo(204);
    expectCounts(2, 0);
    assertThat(rate(second, "{\"helpful\": false}")).isEqualTo(204);
    assertThat(rate(second, "{\"helpful\": false}")).isEqualTo(204);
    expectCounts(1, 1);
  }

  @Test
  void whyAnAnswerDidNotHelpIsCountedOnceForEach() {
    String id = answered();
    assertThat(rate(id, "{\"helpful\": false}")).isEqualTo(204);
    assertThat(rate(id, "{\"helpful\": false, \"reason\": \"wrong\"}")).isEqualTo(204);
    assertThat(rate(id, "{\"helpful\": false, \"reason\": \"not_found\"}")).isEqualTo(204);
    expectCounts(0, 1);
    try (RecordedStream metrics =
        visitor.get(
            "/metrics", "Authorization: Bearer the-owners-own-token", "Connection: close")) {
      assertThat(metrics.body())
          .contains("porchlight_feedback_reasons{reason=\"not_found\"} 1.0")
          .contains("porchlight_feedback_reasons{reason=\"wrong\"} 0.0");
    }
  }

  @Test
  void anOpinionOutlivesItsAnswer() {
    String id = answered();
    rate(id, "{\"helpful\": false}");
    server.advance(Duration.ofMinutes(11));
    try (RecordedStream response = visitor.request("POST", feedback(id), "{\"helpful\": true}")) {
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.json().path("code").asText()).isEqualTo("answer_gone");
    }
    expectCounts(0, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                    | 400 | invalid_field",
        "{\"helpful\": null}                   | 400 | invalid_field",
        "{\"helpful\": \"yes\"}                | 400 | invalid_field",
        "{\"helpful\": 1}                      | 400 | invalid_field",
        "{\"helpful\": true, \"why\": \"words\"} | 400 | invalid_field",
        "{\"helpful\": true, \"reason\": \"wrong\"} | 400 | invalid_field",
        "{\"helpful\": false, \"reason\": \"ugly\"} | 400 | invalid_field",
        "{\"helpful\": true                    | 400 | not_json",
        "[true]                                | 400 | not_json",
        "null                                  | 400 | not_json"
      })
  void aBodyThatBreaksTheRulesIsRefused(String body, int status, String code) {
    String id = answered();
    try (RecordedStream response = visitor.request("POST", feedback(id), body)) {
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(response.json().path("code").asText()).isEqualTo(code);
    }
    expectCounts(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/plain, 415, not_json",
    "Origin: https://b.example, 403, origin_refused",
    "Sec-Fetch-Site: cross-site, 403, origin_refused"
  })
  void anotherTypeAndAnotherOriginAreRefused(String header, int status, String code) {
    try (RecordedStream response =
        visitor.request("POST", feedback(answered()), "{\"helpful\": true}", header)) {
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.json().path("code").asText()).isEqualTo(code);
    }
    expectCounts(0, 0);
  }

  @Test
  void aLongBodyIsRefused() {
    String body = "{\"helpful\": true" + " ".repeat(1024) + "}";
    assertThat(rate(answered(), body)).isEqualTo(413);
    expectCounts(0, 0);
  }

  private String answered() {
    try (RecordedStream stream = visitor.ask("What is Porchlight?")) {
      String id = stream.expectAnswer();
      stream.skipToTheEnd();
      return id;
    }
  }

  private int rate(String id, String body) {
    try (RecordedStream response = visitor.request("POST", feedback(id), body)) {
      return response.status();
    }
  }

  private static String feedback(String id) {
    return "/chat/" + id + "/feedback";
  }

  private void expectCounts(int helpful, int unhelpful) {
    try (RecordedStream response =
        visitor.get(
            "/metrics", "Authorization: Bearer the-owners-own-token", "Connection: close")) {
      assertThat(response.body())
          .contains("porchlight_feedback{helpful=\"true\"} " + helpful + ".0")
          .contains("porchlight_feedback{helpful=\"false\"} " + unhelpful + ".0");
    }
  }
}
