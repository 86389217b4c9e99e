package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What visitors asked in vain is told to the owner, and to nobody else. */
final class UnansweredTest {

  private static final String TOKEN = "a-token-of-the-owner";

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void theModelsMarkIsTakenOffAndTheQuestionIsKept() throws JsonProcessingException {
    upstream.script(
        "model",
        exchange ->
            exchange
                .startStream()
                .delta("I don't know.\n\n[[unan")
                .delta("swered]]")
                .finish("stop")
                .done());
    try (TestServer server =
        TestServer.asking(upstream.uri("model"), Map.of("OWNER_TOKEN", TOKEN))) {
      for (String cached : new String[] {"false", "true"}) {
        try (RecordedStream stream = server.visitor().ask("Do you ship to 12345 Mars?")) {
          stream.expect("answer").with("cached", cached);
          stream.expectBegin("model");
          assertThat(stream.remainingText().strip()).isEqualTo("I don't know.");
          assertThat(stream.expectDone("finished").data().path("answered").asBoolean(true))
              .isFalse();
        }
      }
      JsonNode list = unanswered(server);
      assertThat(list).hasSize(1);
      assertThat(list.get(0).path("question").asText()).isEqualTo("Do you ship to … Mars?");
      assertThat(list.get(0).path("reasons").get(0).asText()).isEqualTo("not_told");
      assertThat(list.get(0).path("times").asInt()).as("the cached one too").isEqualTo(2);
      assertThat(list.get(0).has("visitor")).isFalse();

      String id = list.get(0).path("id").asText();
      assertThat(status(server, "DELETE", "/owner/api/unanswered/" + id)).isEqualTo(204);
      assertThat(unanswered(server)).isEmpty();
      assertThat(status(server, "DELETE", "/owner/api/unanswered/" + id)).isEqualTo(404);
    }
  }

  @Test
  void whatNoPageSaysAndWhatGetsAThumbDownIsKept() throws JsonProcessingException {
    try (TestServer server = TestServer.start(Map.of("OWNER_TOKEN", TOKEN))) {
      try (RecordedStream stream = server.visitor().ask("Who won the football world cup?")) {
        stream.expect("answer");
        stream.expectBegin("extract");
        var unused = stream.remainingText();
        assertThat(stream.expectDone("finished").data().path("answered").asBoolean(true)).isFalse();
      }
      String id;
      try (RecordedStream stream = server.visitor().ask("What is Porchlight?")) {
        id = stream.expectAnswer();
        stream.expectBegin("extract");
        var unused = stream.remainingText();
        assertThat(stream.expectDone("finished").data().has("answered")).isFalse();
      }
      assertThat(unanswered(server)).hasSize(1);
      try (RecordedStream rated =
          server
              .visitor()
              .request(
                  "POST",
                  "/chat/" + id + "/feedback",
                  "{\"helpful\":false}",
                  "Connection: close")) {
        assertThat(rated.status()).isEqualTo(204);
      }
      assertThat(unanswered(server).findValuesAsText("question"))
          .containsExactlyInAnyOrder("Who won the football world cup?", "What is Porchlight?");
    }
  }

  @Test
  void theOwnerReadsWhatADayHadAndCost() throws JsonProcessingException {
    String usage =
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":20000,\"completion_tokens\":5000}}";
    upstream.script(
        "model",
        exchange -> exchange.startStream().delta("So.").finish("stop").event(usage).done());
    Map<String, String> settings =
        Map.of(
            "OWNER_TOKEN", TOKEN,
            "PRICE_PER_MILLION_INPUT", "1",
            "PRICE_PER_MILLION_OUTPUT", "2.5");
    try (TestServer server = TestServer.asking(upstream.uri("model"), settings)) {
      try (RecordedStream stream = server.visitor().ask("What is it?")) {
        stream.skipToTheEnd();
      }
      JsonNode days = read(server, "/owner/api/days");
      assertThat(days).hasSize(1);
      assertThat(days.get(0).path("questions").asInt()).isEqualTo(1);
      assertThat(days.get(0).path("by").path("model").asInt()).isEqualTo(1);
      assertThat(days.get(0).path("tokensRead").asLong()).isEqualTo(20_000);
      assertThat(days.get(0).path("costUsd").decimalValue()).isEqualByComparingTo("0.0325");
    }
  }

  @Test
  void aShortTokenOpensTheMetricsAlone() {
    try (TestServer server = TestServer.start(Map.of("OWNER_TOKEN", "short"))) {
      assertThat(status(server, "GET", "/metrics", "short")).isEqualTo(200);
      assertThat(status(server, "GET", "/owner/api/days", "short")).isEqualTo(404);
    }
  }

  @Test
  void onlyTheOwnerReadsThem() {
    try (TestServer server = TestServer.start(Map.of("OWNER_TOKEN", TOKEN));
        RecordedStream refused =
            server.visitor().get("/owner/api/unanswered", "Connection: close")) {
      assertThat(refused.status()).isEqualTo(401);
    }
  }

  private static JsonNode unanswered(TestServer server) throws JsonProcessingException {
    return read(server, "/owner/api/unanswered");
  }

  private static JsonNode read(TestServer server, String path) throws JsonProcessingException {
    try (RecordedStream response =
        server.visitor().get(path, "Authorization: Bearer " + TOKEN, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return new JsonMapper().readTree(response.body());
    }
  }

  private static int status(TestServer server, String method, String path) {
    return status(server, method, path, TOKEN);
  }

  private static int status(TestServer server, String method, String path, String token) {
    try (RecordedStream response =
        server
            .visitor()
            .request(method, path, "", "Authorization: Bearer " + token, "Connection: close")) {
      return response.status();
    }
  }
}
