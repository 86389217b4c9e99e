package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner sees of their pages and models, and the answers that they write. */
final class OwnerContentTest {

  private static final String TOKEN = "a-token-of-the-owner";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("about.md"), "# About\n\nWe make lamps of glass.\n");
    Files.writeString(folder.resolve("draft.md"), "---\ndraft: true\n---\nSoon.\n");
  }

  @Test
  void anAnswerIsLiveAtOnceAndItsQuestionIsNoLongerUnanswered() throws IOException {
    try (TestServer server = start()) {
      ask(server, "Do you ship elephants?", "extract");
      JsonNode unanswered = read(server, "/owner/api/unanswered").get(0);
      String id = unanswered.path("id").asText();

      JsonNode written = write(server, 201, "Do you ship elephants?", "Only **toy** ones.", id);
      assertThat(written.path("live").asBoolean()).isTrue();

      assertThat(ask(server, "do you ship an elephant", "faq")).isEqualTo("Only **toy** ones.");
      assertThat(read(server, "/owner/api/unanswered")).isEmpty();
      assertThat(folder.resolve("faq.md"))
          .hasContent("## Do you ship elephants?\n\nOnly **toy** ones.\n");
    }
  }

  @Test
  void withoutItsIdTheQuestionIsFoundByItsWords() throws IOException {
    try (TestServer server = start()) {
      ask(server, "Do you ship elephants?", "extract");
      ask(server, "Who won the football world cup?", "extract");
      var unused = write(server, 201, "do you ship elephants? ", "No.", null);
      assertThat(read(server, "/owner/api/unanswered").findValuesAsText("question"))
          .containsExactly("Who won the football world cup?");
    }
  }

  @Test
  void whatIsWrongWithAnEntryIsSaidAndNothingIsWritten() throws IOException {
    try (TestServer server = start()) {
      JsonNode heading = write(server, 400, "One?", "## Two?\n\nForged.", null);
      assertThat(heading.path("code").asText()).isEqualTo("invalid_field");
      assertThat(heading.path("field").asText()).isEqualTo("answer");
      assertThat(heading.path("detail").asText()).contains("heading");
      assertThat(write(server, 400, "???", "Yes.", null).path("field").asText())
          .isEqualTo("question");
      assertThat(write(server, 400, "One?", " ", null).path("field").asText()).isEqualTo("answer");
      assertThat(folder.resolve("faq.md")).doesNotExist();
    }
  }

  @Test
  void aQuestionIsAnsweredOnce() throws IOException {
    try (TestServer server = start()) {
      var unused = write(server, 201, "Do you ship elephants?", "No.", null);
      JsonNode again = write(server, 409, "Do you ship an elephant?", "Yes.", null);
      assertThat(again.path("code").asText()).isEqualTo("answered_before");
      assertThat(again.path("detail").asText()).contains("“Do you ship elephants?”");
      assertThat(folder.resolve("faq.md")).hasContent("## Do you ship elephants?\n\nNo.\n");
    }
  }

  @Test
  void answersThatAreWrittenAtOnceAreAllKept() throws IOException {
    List<String> animals = List.of("ants", "bears", "cats", "dogs", "eels", "foxes", "geese");
    try (TestServer server = start()) {
      List<CompletableFuture<JsonNode>> writes =
          IntStream.range(0, animals.size())
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () ->
                              write(
                                  server, 201, "Do you ship " + animals.get(i) + "?", "No.", null)))
              .toList();
      writes.forEach(CompletableFuture::join);
      for (String animal : animals) {
        assertThat(ask(server, "Do you ship " + animal + "?", "faq")).isEqualTo("No.");
      }
    }
  }

  @Test
  void theContentThatWasPackedIsNotWritten() throws IOException {
    try (TestServer server = TestServer.start(Map.of("OWNER_TOKEN", TOKEN))) {
      assertThat(read(server, "/owner/api/content").path("faqProblem").asText())
          .contains("CONTENT_DIR");
      JsonNode refused = write(server, 409, "Do you ship elephants?", "No.", null);
      assertThat(refused.path("code").asText()).isEqualTo("faq_not_writable");
      assertThat(refused.path("detail").asText()).contains("CONTENT_DIR");
    }
  }

  @Test
  void thePagesAndWhatIsWrongWithThemAreTold() throws IOException {
    try (TestServer server = start()) {
      JsonNode content = read(server, "/owner/api/content");
      assertThat(content.path("pages").asInt()).isEqualTo(1);
      assertThat(content.path("passages").asInt()).isEqualTo(1);
      assertThat(content.path("leftOut").path("drafts").asInt()).isEqualTo(1);
      assertThat(content.path("warnings")).isEmpty();
      assertThat(content.path("faqProblem").isNull()).isTrue();
      Instant first = Instant.parse(content.path("readAt").asText());

      Files.write(folder.resolve("about.md"), new byte[] {(byte) 0xE9});
      server.advance(Duration.ofSeconds(1));
      try (RecordedStream reload = send(server, "POST", "/owner/api/reload", "")) {
        assertThat(reload.json().path("changed").asBoolean()).isFalse();
      }
      JsonNode then = read(server, "/owner/api/content");
      assertThat(then.path("warnings").get(0).asText()).contains("about.md", "UTF-8");
      assertThat(Instant.parse(then.path("readAt").asText()))
          .isAfterOrEqualTo(first.plusSeconds(1));
    }
  }

  @Test
  void anUpstreamThatFailsIsToldWithTheCauseItsTimeAndTheCure() throws IOException {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(upstream, "status-401", Map.of("OWNER_TOKEN", TOKEN))) {
      JsonNode before = read(server, "/owner/api/upstreams").get(0);
      assertThat(before.path("name").asText()).isEqualTo("primary");
      assertThat(before.path("model").asText()).isEqualTo("m");
      assertThat(before.path("host").asText()).isEqualTo(upstream.uri("").getAuthority());
      assertThat(before.path("state").asText()).isEqualTo("closed");
      assertThat(before.path("lastFailure").isNull()).isTrue();

      server.advance(Duration.ofHours(1));
      try (RecordedStream stream = server.visitor().ask("What is Porchlight?")) {
        stream.skipToTheEnd();
      }
      JsonNode after = read(server, "/owner/api/upstreams").get(0);
      assertThat(after.path("state").asText()).isEqualTo("open");
      assertThat(after.path("waitSeconds").asLong()).isEqualTo(60);
      assertThat(after.path("calls").asLong()).isEqualTo(1);
      assertThat(after.path("failures").path("upstream_misconfigured").asLong()).isEqualTo(1);
      assertThat(after.path("lastFailure").path("cause").asText())
          .startsWith("Status 401, it does not take the key. Check AI_API_KEY")
          .doesNotContain("sk-secret");
      assertThat(after.path("lastFailure").path("at").asText()).isEqualTo("2026-05-31T11:00:00Z");
    }
  }

  @Test
  void whatTheCheckAtTheStartFoundIsToldBeforeAnybodyAsks() {
    Map<String, String> settings = Map.of("OWNER_TOKEN", TOKEN, "UPSTREAM_CHECK", "on");
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server = TestServer.asking(upstream, "status-401", settings)) {
      Awaitility.await("the check")
          .until(
              () ->
                  read(server, "/owner/api/upstreams")
                      .path(0)
                      .path("lastFailure")
                      .path("cause")
                      .asText()
                      .contains("status 401, it does not take the key"));
      assertThat(read(server, "/owner/api/budgets").findValuesAsText("name"))
          .as("no fallback is configured")
          .containsExactly("primary", "total");
    }
  }

  @Test
  void withoutAModelThereAreNoUpstreams() throws IOException {
    try (TestServer server = start()) {
      assertThat(read(server, "/owner/api/upstreams")).isEmpty();
    }
  }

  private TestServer start() {
    return TestServer.start(Map.of("OWNER_TOKEN", TOKEN, "CONTENT_DIR", folder.toString()));
  }

  private static String ask(TestServer server, String question, String by) {
    try (RecordedStream stream = server.visitor().ask(question)) {
      assertThat(stream.expectAnswer()).isNotEmpty();
      var unused = stream.expectBegin(by);
      String text = stream.remainingText();
      var done = stream.expectDone("finished");
      assertThat(done.data().has("finishReason")).isTrue();
      return text;
    }
  }

  private static JsonNode write(
      TestServer server, int status, String question, String answer, @Nullable String unanswered) {
    var entry = new JsonMapper().createObjectNode().put("question", question).put("answer", answer);
    if (unanswered != null) {
      entry.put("unanswered", unanswered);
    }
    try (RecordedStream response = send(server, "POST", "/owner/api/faq", entry.toString())) {
      assertThat(response.status()).isEqualTo(status);
      return response.json();
    }
  }

  private static JsonNode read(TestServer server, String path) {
    try (RecordedStream response = send(server, "GET", path, "")) {
      assertThat(response.status()).isEqualTo(200);
      return response.json();
    }
  }

  private static RecordedStream send(TestServer server, String method, String path, String body) {
    return server
        .visitor()
        .request(method, path, body, "Authorization: Bearer " + TOKEN, "Connection: close");
  }
}
