package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.DeadEnd;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** At the start, the owner reads whether the model will answer. */
final class UpstreamCheckTest {

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void aModelThatIsListedIsThere() throws IOException {
    URI base =
        upstream.script("listed", exchange -> list(exchange, "{\"data\":[{\"id\":\"m:latest\"}]}"));
    assertThat(lineOf(base, Map.of()))
        .endsWith(
            "The upstream m at %s/chat/completions answers: it takes the requests and has the model."
                .formatted(base));
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void whereTheListDoesNotTellAShortQuestionDoes() throws IOException {
    URI base =
        upstream.script(
            "asked",
            exchange -> {
              if (isList(exchange)) {
                exchange.respond(404, Map.of(), "");
              } else {
                exchange.startStream().delta("Hi.").finish("stop").done();
              }
            });
    assertThat(lineOf(base, Map.of())).endsWith("/chat/completions answers.");
  }

  @Test
  void aModelThatIsNotThereIsNamed() throws IOException {
    URI base =
        upstream.script(
            "unknown",
            exchange -> {
              if (isList(exchange)) {
                list(exchange, "{\"data\":[{\"id\":\"other\"}]}");
              } else {
                exchange.respond(404, Map.of(), "{\"error\":\"model 'm' not found\"}");
              }
            });
    assertThat(lineOf(base, Map.of()))
        .endsWith(
            "does not answer a short question: status 404, it has no model \"m\". Correct"
                + " AI_MODEL.");
  }

  @Test
  void aKeyThatIsNotTakenIsNamed() throws IOException {
    URI base = upstream.script("locked", exchange -> exchange.respond(401, Map.of(), "{}"));
    assertThat(lineOf(base, Map.of("AI_API_KEY", "secret")))
        .contains("does not answer GET /models: status 401, it does not take the key.")
        .doesNotContain("secret");
  }

  @Test
  void aServerThatIsNotRunningIsNamed() throws IOException {
    try (DeadEnd nobody = DeadEnd.refusing()) {
      assertThat(lineOf(nobody.uri("http"), Map.of()))
          .contains("does not answer GET /models: connection refused. Is the model's server");
    }
  }

  @Test
  void withoutABudgetNothingIsAsked() throws IOException {
    URI base = upstream.script("free", exchange -> exchange.respond(404, Map.of(), ""));
    assertThat(lineOf(base, Map.of("DAILY_TOKEN_BUDGET", "0")))
        .endsWith("is reached; the day's budget allows no question to it.");
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void theFallbackIsCheckedToo() throws IOException {
    URI base = upstream.script("listed", exchange -> list(exchange, "{\"data\":[{\"id\":\"m\"}]}"));
    URI locked = upstream.script("locked", exchange -> exchange.respond(401, Map.of(), "{}"));
    assertThat(
            lineOf(
                base,
                Map.of("FALLBACK_AI_API_URL", locked.toString(), "FALLBACK_AI_MODEL", "other"),
                "other at"))
        .endsWith("status 401, it wants a key, and none is set. Set FALLBACK_AI_API_KEY.");
  }

  private static boolean isList(Exchange exchange) {
    return exchange.request().path().endsWith("/models");
  }

  private static void list(Exchange exchange, String json) {
    exchange.respond(isList(exchange) ? 200 : 500, Map.of(), json);
  }

  private static String lineOf(URI base, Map<String, String> more) throws IOException {
    return lineOf(base, more, "m at");
  }

  private static String lineOf(URI base, Map<String, String> more, String which)
      throws IOException {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "AI_API_URL",
                base.toString(),
                "AI_MODEL",
                "m",
                "UPSTREAM_CHECK",
                "on",
                "LOG_LEVEL",
                "info"));
    settings.putAll(more);
    try (ServerProcess server = ServerProcess.start(settings)) {
      return server.awaitLine("The upstream " + which).strip();
    }
  }
}
