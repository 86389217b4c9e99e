package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message to the owner, from the visitor's request to the owner's webhook. */
final class MessagesTest {

  private static final String OWNER = "Authorization: Bearer the-owners-own-token";

  @TempDir private Path folder;
  private WebhookReceiver receiver;
  private TestServer server;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    server = startServer(Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void whatAVisitorLeavesReachesTheOwnerAndIsErased() {
    String body =
        """
        {"message": " Hello\\r\\nthere ", "replyTo": "ana@example.com",
         "conversation": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}]}
        """;
    String id = leave(body);
    awaitReceived(1);
    JsonNode received = receiver.received().get(0).json();
    assertThat(received.path("id").asText()).isEqualTo(id).matches("[0-9a-f]{32}");
    assertThat(received.path("received").asText()).startsWith("2026-05-31T10:00");
    assertThat(received.path("message").asText()).isEqualTo("Hello\nthere");
    assertThat(received.path("replyTo").asText()).isEqualTo("ana@example.com");
    assertThat(received.path("conversation"))
        .hasToString(
            "[{\"role\":\"user\",\"content\":\"Who?\"},{\"role\":\"assistant\",\"content\":\"Me.\"}]");
    awaitNothingWaiting();
    assertThat(owner("/owner/api/messages/delivered"))
        .hasToString("[{\"day\":\"2026-05-31\",\"messages\":1}]");
  }

  @Test
  void nothingIsSentThatTheVisitorDidNotWrite() {
    leave("{\"message\": \"Hello\"}");
    awaitReceived(1);
    JsonNode received = receiver.received().get(0).json();
    assertThat(received.fieldNames())
        .toIterable()
        .containsExactly("id", "received", "message", "replyTo", "conversation");
    assertThat(received.path("replyTo").isNull()).isTrue();
    assertThat(received.path("conversation")).isEmpty();
  }

  @Test
  void theSameRequestAgainIsTheSameMessage() {
    receiver.behave(WebhookReceiver.status(500));
    String body = "{\"message\": \"Once\"}";
    String id = leave(body, "Idempotency-Key: abc");
    assertThat(leave(body, "Idempotency-Key: abc")).isEqualTo(id);
    receiver.behave(WebhookReceiver.status(200));
    awaitDelivered(id);
    assertThat(leave(body, "Idempotency-Key: abc")).as("delivered").isEqualTo(id);
    assertThat(leave("{\"message\": \"Another\"}", "Idempotency-Key: abc")).isNotEqualTo(id);
    assertThat(leave(body, "Idempotency-Key: abd")).isNotEqualTo(id);
    assertThat(leave(body)).isNotEqualTo(leave(body));
  }

  @Test
  void aMessageThatFailsIsTriedAgainAndShownToTheOwner() {
    receiver.behave(WebhookReceiver.status(503));
    String id = leave("{\"message\": \"Hello\", \"replyTo\": \"ana@example.com\"}");
    Awaitility.await().until(() -> owner().path(0).path("attempts").asInt() == 1);
    assertThat(owner())
        .hasToString(
            "[{\"id\":\"%s\",\"received\":\"2026-05-31\",\"message\":\"Hello\",\"replyTo\":\"ana@example.com\",\"conversation\":false,\"attempts\":1,\"lastCause\":\"it answered with status 503\"}]"
                .formatted(id));
    receiver.behave(WebhookReceiver.status(204));
    awaitDelivered(id);
    assertThat(receiver.received())
        .extracting(request -> request.json().path("id").asText())
        .containsOnly(id);
  }

  @Test
  void whatWaitsOutlivesARestartAndAnAnswerThatNeverCame() {
    receiver.behave(receiver.silence());
    String id = leave("{\"message\": \"Hello\"}");
    awaitReceived(1);
    server.close();
    receiver.behave(WebhookReceiver.status(200));
    server = startServer(Map.of());
    awaitDelivered(id);
    assertThat(receiver.received())
        .extracting(request -> request.json().path("id").asText())
        .containsOnly(id);
  }

  @Test
  void theOwnerErasesWhatWaits() {
    receiver.behave(WebhookReceiver.status(500));
    String id = leave("{\"message\": \"Hello\"}");
    awaitReceived(1);
    assertThat(status("DELETE", "/owner/api/messages/" + id, "")).isEqualTo(401);
    assertThat(status("DELETE", "/owner/api/messages/" + id, "", OWNER)).isEqualTo(204);
    assertThat(status("DELETE", "/owner/api/messages/" + id, "", OWNER)).isEqualTo(404);
    assertThat(status("GET", "/owner/api/messages", "")).isEqualTo(401);
    assertThat(owner()).isEmpty();
  }

  @Test
  void whatWaitsIsShownAlsoWhenNoMoreMessagesAreTaken() {
    receiver.behave(WebhookReceiver.status(500));
    leave("{\"message\": \"Hello\"}");
    restart(Map.of("MESSAGES_WEBHOOK_URL", ""));
    assertThat(owner()).hasSize(1);
    server.advance(Duration.ofDays(31));
    Awaitility.await().until(() -> status("GET", "/owner/api/messages", "", OWNER) == 404);
  }

  @Test
  void aProgramThatFillsInWhatNobodySeesIsToldTheSame() {
    leave("{\"message\": \"Buy this\", \"website\": \"https://spam.example\"}");
    leave("{\"message\": \"Hello\", \"website\": \"\"}");
    awaitReceived(1);
    awaitNothingWaiting();
    assertThat(receiver.received()).hasSize(1);
    assertThat(receiver.received().get(0).json().path("message").asText()).isEqualTo("Hello");
  }

  @Test
  void oneVisitorLeavesThreeADay() {
    restart(Map.of("VISITOR_MESSAGES_PER_DAY", "3", "TRUSTED_PROXIES", "1"));
    String visitor = "X-Forwarded-For: 192.0.2.1";
    String body = "{\"message\": \"Hello\"}";
    leave(body, visitor, "Idempotency-Key: 1");
    leave(body, visitor, "Idempotency-Key: 2");
    leave(body, visitor, "Idempotency-Key: 3");
    try (RecordedStream refused = post(body, visitor, "Idempotency-Key: 4")) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.json().path("code").asText()).isEqualTo("too_many_messages");
      assertThat(refused.header("Retry-After")).isEqualTo("28800");
    }
    leave(body, visitor, "Idempotency-Key: 2");
    leave(body, "X-Forwarded-For: 192.0.2.2", "Idempotency-Key: 5");
    server.advance(Duration.ofHours(8));
    leave(body, visitor, "Idempotency-Key: 4");
  }

  @Test
  void aDayTakesSoManyInAllAlsoAfterARestart() {
    restart(Map.of("MESSAGES_PER_DAY", "2", "VISITOR_MESSAGES_PER_DAY", "3"));
    leave("{\"message\": \"1\"}");
    leave("{\"message\": \"2\"}");
    awaitReceived(2);
    restart(Map.of("MESSAGES_PER_DAY", "2", "VISITOR_MESSAGES_PER_DAY", "3"));
    for (int i = 0; i < 4; i++) {
      try (RecordedStream refused = post("{\"message\": \"3\"}")) {
        assertThat(refused.json().path("code").asText())
            .as("what is not taken costs the visitor nothing")
            .isEqualTo("message_day_full");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("50400");
      }
    }
    server.advance(Duration.ofHours(14));
    leave("{\"message\": \"3\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                         | message
          {"message": null}                                                          | message
          {"message": " \\u200b\\n"}                                                 | message
          {"message": 7}                                                             | message
          {"message": "a", "page": "https://a.example"}                              | page
          {"message": "a", "replyTo": "ana"}                                         | replyTo
          {"message": "a", "replyTo": "ana@example.com\\r\\nBcc: b@example.com"}     | replyTo
          {"message": "a", "replyTo": "ana@example.com\\u0000"}                      | replyTo
          {"message": "a", "conversation": [{"role": "system", "content": "x"}]}     | conversation[0].role
          {"message": "a", "conversation": [null]}                                   | conversation[0].role
          {"message": "a", "conversation": [{"role": "user"}]}                       | conversation[0].content
          {"message": "a", "conversation": "x"}                                      | conversation
          """)
  void aBodyThatBreaksTheRulesIsRefused(String body, String field) {
    try (RecordedStream refused = post(body)) {
      assertThat(refused.status()).isEqualTo(400);
      JsonNode problem = refused.json();
      assertThat(problem.path("code").asText()).isEqualTo("invalid_field");
      assertThat(problem.path("field").asText()).isEqualTo(field);
    }
    assertThat(owner()).isEmpty();
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void aMessageHasAnEnd() {
    leave("{\"message\": \"" + "x".repeat(2_000) + "\"}");
    expectRefusal("{\"message\": \"" + "x".repeat(2_001) + "\"}", 400, "invalid_field");
    String turn = "{\"role\": \"user\", \"content\": \"%s\"}";
    expectRefusal(
        "{\"message\": \"a\", \"conversation\": [%s]}"
            .formatted(String.join(",", List.of(turn.formatted("x".repeat(24_001))))),
        400,
        "invalid_field");
    expectRefusal(
        "{\"message\": \"a\", \"conversation\": [%s]}"
            .formatted(String.join(",", Collections.nCopies(21, turn.formatted("x")))),
        400,
        "invalid_field");
    expectRefusal("{\"message\": \"a\"" + " ".repeat(128 * 1024) + "}", 413, "body_too_large");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/plain, 415, not_json",
    "Origin: https://b.example, 403, origin_refused",
    "Sec-Fetch-Site: cross-site, 403, origin_refused",
    "Idempotency-Key: a b, 400, invalid_idempotency_key"
  })
  void anotherTypeAnotherOriginAndNoKeyAreRefused(String header, int status, String code) {
    expectRefusal("{\"message\": \"a\"}", status, code, header);
  }

  @Test
  void thePageIsToldWhetherMessagesAreTaken() {
    assertThat(config()).hasToString("{\"maxCharacters\":2000}");
    restart(Map.of("MESSAGES_WEBHOOK_URL", ""));
    assertThat(config().isNull()).isTrue();
    expectRefusal("{\"message\": \"a\"}", 404, "not_found");
    assertThat(status("GET", "/owner/api/messages", "", OWNER)).isEqualTo(404);
    restart(Map.of("DATA_DIR", ""));
    assertThat(config().isNull()).isTrue();
    expectRefusal("{\"message\": \"a\"}", 404, "not_found");
    assertThat(status("GET", "/owner/api/messages", "", OWNER)).isEqualTo(404);
    assertThat(status("GET", "/owner/api/messages/delivered", "", OWNER)).isEqualTo(404);
    assertThat(status("DELETE", "/owner/api/messages/x", "", OWNER)).isEqualTo(404);
  }

  @Test
  void whatCanNotBeKeptIsNotTaken() throws IOException {
    server.close();
    Path unusable = Files.createDirectories(folder.resolve("unusable"));
    Files.createDirectory(unusable.resolve("porchlight.db"));
    server = startServer(Map.of("DATA_DIR", unusable.toString(), "VISITOR_MESSAGES_PER_DAY", "1"));
    for (int i = 0; i < 2; i++) {
      try (RecordedStream refused = post("{\"message\": \"a\"}")) {
        assertThat(refused.status()).as("costs the visitor nothing").isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(refused.json().path("code").asText()).isEqualTo("message_not_kept");
      }
    }
    assertThat(status("GET", "/owner/api/messages", "", OWNER)).isEqualTo(503);
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void otherMethodsAreNamed() {
    try (RecordedStream refused = server.visitor().get("/messages")) {
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.header("Allow")).contains("POST");
    }
    try (RecordedStream options = server.visitor().request("OPTIONS", "/messages", "")) {
      assertThat(options.header("Allow")).isEqualTo("POST, OPTIONS");
    }
  }

  private TestServer startServer(Map<String, String> more) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "DATA_DIR", folder.toString(),
                "MESSAGES_WEBHOOK_URL", receiver.address().toString(),
                "OWNER_TOKEN", "the-owners-own-token"));
    variables.putAll(more);
    return TestServer.start(variables);
  }

  private void restart(Map<String, String> more) {
    server.close();
    server = startServer(more);
  }

  private String leave(String body, String... headers) {
    try (RecordedStream response = post(body, headers)) {
      JsonNode json = response.json();
      assertThat(response.status()).as(json.toString()).isEqualTo(202);
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
      return json.path("id").asText();
    }
  }

  private RecordedStream post(String body, String... headers) {
    return server.visitor().request("POST", "/messages", body, headers);
  }

  private void expectRefusal(String body, int status, String code, String... headers) {
    try (RecordedStream refused = post(body, headers)) {
      assertThat(refused.status()).isEqualTo(status);
      assertThat(refused.json().path("code").asText()).isEqualTo(code);
    }
  }

  private int status(String method, String path, String body, String... headers) {
    try (RecordedStream response = server.visitor().request(method, path, body, headers)) {
      return response.status();
    }
  }

  private JsonNode owner() {
    return owner("/owner/api/messages");
  }

  private JsonNode owner(String path) {
    try (RecordedStream response = server.visitor().get(path, OWNER)) {
      return response.json();
    }
  }

  private JsonNode config() {
    try (RecordedStream config = server.visitor().get("/config")) {
      return config.json().path("messages");
    }
  }

  private void awaitReceived(int count) {
    Awaitility.await().until(() -> receiver.received().size() >= count);
  }

  private void awaitNothingWaiting() {
    Awaitility.await().until(() -> owner().isEmpty());
  }

  /** Lets the time go on until it is. */
  private void awaitDelivered(String id) {
    server.advanceUntil("its delivery", Duration.ofSeconds(2), () -> owner().isEmpty());
    assertThat(receiver.received())
        .extracting(request -> request.json().path("id").asText())
        .contains(id);
  }
}
