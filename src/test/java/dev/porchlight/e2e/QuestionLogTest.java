package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The owner reads a line for each question: how it went, and not a word of it. */
final class QuestionLogTest {

  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5}}";

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void eachQuestionHasALineOfItsOwn() throws IOException {
    upstream.script(
        "model",
        exchange -> exchange.startStream().delta("So.").finish("stop").event(USAGE).done());
    Map<String, String> settings =
        Map.of("AI_API_URL", upstream.uri("model").toString(), "AI_MODEL", "m");
    try (ServerProcess server = started(settings)) {
      ChatClient visitor = new ChatClient(server.awaitAddress());

      ask(visitor, "What is a secret?");
      assertThat(server.awaitLine("question - "))
          .matches(".* finished by=model first_word_ms=\\d+ total_ms=\\d+ tokens=25 *")
          .doesNotContain("secret");

      ask(visitor, "What is a secret?");
      assertThat(server.awaitLine("question - "))
          .matches(".* finished by=cache first_word_ms=0 total_ms=0 tokens=0 *");
    }
  }

  @Test
  void whatIsQuotedAndWhatIsRefusedHasOneToo() throws IOException {
    try (ServerProcess server = started(Map.of())) {
      ask(new ChatClient(server.awaitAddress()), "What is Porchlight?");
      assertThat(server.awaitLine("question - ")).contains("finished by=extract");
    }
    upstream.script("model", exchange -> exchange.respond(400, Map.of(), "no"));
    Map<String, String> settings =
        Map.of(
            "AI_API_URL", upstream.uri("model").toString(),
            "AI_MODEL", "m",
            "VISITOR_QUESTIONS_PER_MINUTE", "1");
    try (ServerProcess server = started(settings)) {
      ChatClient visitor = new ChatClient(server.awaitAddress());
      ask(visitor, "Is this refused?");
      assertThat(server.awaitLine("question - "))
          .contains("failed (question_refused) total_ms=")
          .doesNotContain("by=");
      ask(visitor, "Is this too much?");
      assertThat(server.awaitLine("question - ")).contains("refused (limit)");
    }
  }

  private static ServerProcess started(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("LOG_LEVEL", "info");
    return ServerProcess.start(all);
  }

  private static void ask(ChatClient visitor, String question) {
    try (RecordedStream stream = visitor.ask(question)) {
      stream.skipToTheEnd();
    }
  }
}
