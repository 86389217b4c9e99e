package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.openai.OpenAiChatModel;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.DeadEnd;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.Script;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The line in the log that tells the owner why the model did not answer, and what to do. */
final class UpstreamCausesTest {

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        answer(
            401,
            "{\"error\":{\"message\":\"Incorrect API key provided\"}}",
            "status 401, it wants a key, and none is set. Set AI_API_KEY."),
        answer(
            403,
            "{\"error\":{\"message\":\"Project does not have access\"}}",
            "status 403, the key may not use this model or this API. Check what the key is allowed"
                + " at the provider, and AI_MODEL."),
        answer(
            404, "404 page not found", "status 404, it has no such address. Correct AI_API_URL."),
        answer(
            404,
            "{\"error\":{\"code\":\"model_not_found\"}}",
            "status 404, it has no model \"m\". Correct AI_MODEL."),
        answer(
            402,
            "{}",
            "status 402, the account there has no credit or quota left. Add credit at the provider,"
                + " or set the AI_API_KEY of another account."),
        answer(
            429,
            "{\"error\":{\"code\":\"insufficient_quota\"}}",
            "status 429, the account there has no credit or quota left. Add credit at the provider,"
                + " or set the AI_API_KEY of another account."),
        answer(
            429,
            "{\"error\":{\"message\":\"Rate limit reached\"}}",
            "status 429, it limits the rate of requests. Visitors wait meanwhile. If this lasts,"
                + " raise the limit at the provider, lower UPSTREAM_STREAMS, or set a fallback."),
        answer(
            503,
            "",
            "status 503, it is overloaded or failing. Visitors wait meanwhile. If this lasts, set a"
                + " fallback."),
        answer(
            400,
            "{\"error\":{\"code\":\"context_length_exceeded\"}}",
            "status 400, a question with its passages and its history is too long for it. Lower"
                + " PASSAGE_TOKENS or HISTORY_TOKENS, or set a model with a larger context."),
        answer(
            400,
            "{\"error\":{\"code\":\"content_policy_violation\"}}",
            "status 400, it refused a question for what it says."),
        answer(
            400,
            "{\"error\":{\"message\":\"unsupported value\"}}",
            "status 400, it refused a request. If it refuses all of them, check AI_MODEL, and that"
                + " the API takes the model's settings."));
  }

  private static Arguments answer(int status, String body, String line) {
    return Arguments.of(status, body, line);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void whatTheUpstreamAnsweredIsNamedWithItsCure(int status, String body, String line) {
    Script script = exchange -> exchange.respond(status, Map.of(), body);
    assertThat(lineOf(upstream.script("failing", script), Map.of()))
        .isEqualTo(
            "The upstream m at %s/chat/completions failed: %s"
                .formatted(upstream.uri("failing"), line));
  }

  @Test
  void anAddressWithoutItsVersionIsGuessed() {
    URI base = URI.create("http://127.0.0.1:" + upstream.port());
    assertThat(lineOf(base, Map.of()))
        .endsWith("it has no such address. Correct AI_API_URL; most APIs' addresses end in /v1.");
  }

  @Test
  void aKeyThatIsNotTakenIsNamedAndNotShown() {
    URI base =
        upstream.script("failing", exchange -> exchange.respond(401, Map.of(), "no such key"));
    assertThat(lineOf(base, Map.of("AI_API_KEY", "secret-key")))
        .endsWith(
            "status 401, it does not take the key. Check AI_API_KEY, and AI_API_KEY_HEADER where"
                + " the provider wants the key in a header of its own.")
        .doesNotContain("secret");
  }

  @Test
  void aWebPageInPlaceOfAnAnswerIsNoAnswer() {
    URI base =
        upstream.script(
            "page",
            exchange ->
                exchange.respond(200, Map.of("Content-Type", "text/html"), "<html>Hi</html>"));
    assertThat(lineOf(base, Map.of()))
        .endsWith(
            "what it sent is no answer of an OpenAI-compatible API. Check that AI_API_URL is the"
                + " address of the API.");
  }

  @Test
  void aServerThatIsNotRunningIsNamed() {
    try (DeadEnd nobody = DeadEnd.refusing()) {
      URI base = nobody.uri("http");
      assertThat(lineOf(base, Map.of()))
          .endsWith(
              "failed: connection refused. Is the model's server running on port %d of this machine?"
                      .formatted(base.getPort())
                  + " Start it, or correct AI_API_URL.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:11434/v1 | connection refused. Is Ollama running? Start it with \"ollama"
            + " serve\", or correct AI_API_URL.",
        "http://nowhere.invalid/v1 | unknown host nowhere.invalid. Check the host name in"
            + " AI_API_URL, and that this machine can look up names."
      })
  void anAddressThatIsNotReachedIsNamed(URI base, String line) {
    assertThat(lineOf(base, Map.of())).endsWith("failed: " + line);
  }

  @Test
  void theFallbacksSettingsAreNamed() {
    URI failing =
        upstream.script("failing", exchange -> exchange.respond(401, Map.of(), "no such key"));
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class);
        TestServer server =
            TestServer.asking(
                failing,
                Map.of(
                    "FALLBACK_AI_API_URL", upstream.uri("nowhere").toString(),
                    "FALLBACK_AI_MODEL", "other",
                    "FALLBACK_AI_API_KEY", "key"))) {
      ask(server);
      Awaitility.await().until(() -> log.lines().size() == 2);
      assertThat(log.lines().get(1))
          .startsWith("The upstream other at ")
          .endsWith("it has no such address. Correct FALLBACK_AI_API_URL.");
    }
  }

  @Test
  void theSameCauseIsSaidOnceAMinuteWithACount() {
    URI failing =
        upstream.script("failing", exchange -> exchange.respond(400, Map.of(), "unsupported"));
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class);
        TestServer server = TestServer.asking(failing, Map.of())) {
      for (int i = 0; i < 3; i++) {
        ask(server);
      }
      assertThat(log.lines()).hasSize(1);
      server.advance(Duration.ofMinutes(1));
      ask(server);
      assertThat(log.lines()).hasSize(2).last().asString().endsWith("(2 more times since then.)");
    }
  }

  private String lineOf(URI base, Map<String, String> more) {
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class);
        TestServer server = TestServer.asking(base, withoutKey(more))) {
      RecordedStream stream =
          server.visitor().ask("What is Porchlight, and how does it work?").leave();
      try (stream) {
        Awaitility.await().until(() -> !log.lines().isEmpty());
      }
      return log.lines().get(0);
    }
  }

  private static Map<String, String> withoutKey(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("AI_API_KEY", ""));
    settings.putAll(more);
    return settings;
  }

  private static void ask(TestServer server) {
    try (RecordedStream stream =
        server.visitor().ask("What is Porchlight, and how does it work?")) {
      stream.skipToTheEnd();
    }
  }
}
