package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a visitor sees of the line, of an upstream that asks callers to wait, and of those who stand
 * in.
 */
final class WaitingTest {

  private static final String FITS = "How do I connect Ollama?";
  private static final String FITS_NOTHING = "Zzyzx?";

  private final FakeUpstream upstream = FakeUpstream.start();
  private TestServer server = site(Map.of());
  private ChatClient visitor = server.visitor();

  @AfterEach
  void everythingIsGivenBack() {
    try (upstream;
        TestServer closedAtLast = server) {
      Awaitility.await().until(() -> closedAtLast.site().state().openAnswers() == 0);
      upstream.awaitNothingRunning();
    }
  }

  @Test
  void beyondTheCallsAtOnceAVisitorSeesItsPlaceInTheQueue() {
    restart(Map.of("UPSTREAM_STREAMS", "1"));
    try (RecordedStream first = visitor.ask("One?")) {
      first.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream();
      try (RecordedStream second = visitor.ask("Two?")) {
        second.expectAnswer();
        second.expect("queued").with("position", "1");
        exchange.delta("1").finish("stop").done();
        first.expectBegin("model");
        first.expectChunk("1");
        first.expectDone("finished");
        upstream.awaitExchange().startStream().delta("2").finish("stop").done();
        second.expectBegin("model").id(1);
        second.expectChunk("2");
        second.expectDone("finished");
      }
    }
  }

  @Test
  void stoppingInTheQueueGivesThePlaceBackWithoutACall() {
    restart(Map.of("UPSTREAM_STREAMS", "1", "QUEUE_LENGTH", "1"));
    try (RecordedStream first = visitor.ask("One?")) {
      first.expectAnswer();
      Exchange exchange = upstream.awaitExchange();
      try (RecordedStream second = visitor.ask("Two?")) {
        second.expectAnswer();
        second.expect("queued");
        try (RecordedStream full = visitor.ask("Three?")) {
          assertThat(full.status()).isEqualTo(503);
          assertThat(full.header("Retry-After")).isEqualTo("5");
          assertThat(full.json().path("code").asText()).isEqualTo("line_full");
        }
        visitor.stop(second.streamId());
        second.expectDone("stopped");
      }
      try (RecordedStream third = visitor.ask("Three?")) {
        third.expectAnswer();
        third.expect("queued").with("position", "1");
        visitor.stop(third.streamId());
        third.expectDone("stopped");
      }
      exchange.startStream().delta("1").finish("stop").done();
      first.expectBegin("model");
      first.expectChunk("1");
      first.expectDone("finished");
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void anUpstreamThatAsksCallersToWaitIsWaitedForAndTheVisitorSeesTheTrueWait() {
    try (RecordedStream stream = visitor.ask(FITS_NOTHING)) {
      stream.expectAnswer();
      upstream.awaitExchange().respond(429, Map.of("Retry-After", "2"), "");
      stream.expect("queued").with("position", "1").with("etaSeconds", "2");
      try (RecordedStream other = visitor.ask("Something else?")) {
        other.expectAnswer();
        other.expect("queued").with("position", "2").with("etaSeconds", "3");
        server.advance(Duration.ofMillis(1_999));
        assertThat(upstream.requests()).hasSize(1);
        server.advance(Duration.ofMillis(1));
        upstream.awaitExchange().startStream().delta("Now.").finish("stop").done();
        stream.expectUpTo("begin");
        stream.expectChunk("Now.");
        stream.expectDone("finished");
        upstream.awaitExchange().startStream().delta("Too.").finish("stop").done();
        other.expectUpTo("begin");
        other.expectChunk("Too.");
        other.expectDone("finished");
      }
    }
    assertThat(upstream.requests()).hasSize(3);
  }

  @Test
  void aWaitLongerThanThePatienceIsAnsweredFromTheSitesOwnPages() {
    quoteThePagesForAWait();
    try (RecordedStream next = visitor.ask(FITS_NOTHING)) {
      next.expectAnswer();
      next.expectError("upstream_busy").with("retryAfterSeconds", "600");
    }
    assertThat(upstream.requests()).describedAs("no call in a known cooldown").hasSize(1);
  }

  private void quoteThePagesForAWait() {
    try (RecordedStream stream = visitor.ask(FITS)) {
      stream.expectAnswer();
      upstream.awaitExchange().respond(429, Map.of("Retry-After", "600"), "");
      stream.expectBegin("extract").with("because", "upstream_busy");
      assertThat(stream.remainingText()).contains("so I quote", "localhost:11434");
      stream.expectDone("finished");
    }
  }

  @Test
  void anAnswerOfTheSitesOwnPagesIsNotGivenAgain() {
    quoteThePagesForAWait();
    server.advance(Duration.ofMinutes(10));
    try (RecordedStream stream = visitor.ask(FITS)) {
      stream.expect("answer").with("cached", "false");
      upstream.awaitExchange().startStream().delta("So.").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("So.");
      stream.expectDone("finished");
    }
  }

  @Test
  void theFallbackAnswersWhereTheUpstreamDoesNot() {
    restart(
        Map.of("FALLBACK_AI_API_URL", upstream.uri("short").toString(), "FALLBACK_AI_MODEL", "f"));
    try (RecordedStream stream = visitor.ask(FITS_NOTHING)) {
      stream.expectAnswer();
      upstream.awaitExchange().respond(401, Map.of(), "{}");
      stream.expectBegin("fallback").with("because", "upstream_misconfigured");
      assertThat(stream.remainingText()).isNotEmpty();
      stream.expectDone("finished");
    }
    try (RecordedStream again = visitor.ask(FITS_NOTHING)) {
      again.expect("answer").with("cached", "false");
      again.expectBegin("fallback").with("because", "upstream_misconfigured");
      again.remainingText();
      again.expectDone("finished");
    }
    assertThat(upstream.requests()).describedAs("the first is left alone meanwhile").hasSize(3);
  }

  @Test
  void whenTheDaysBudgetIsSpentTheSitesOwnPagesGoOnAnswering() {
    restart(Map.of("DAILY_TOKEN_BUDGET", "0"));
    try (RecordedStream stream = visitor.ask(FITS)) {
      stream.expectAnswer();
      stream.expectBegin("extract").with("because", "budget_spent");
      assertThat(stream.remainingText()).contains("allowance");
      stream.expectDone("finished");
    }
    try (RecordedStream stream = visitor.ask(FITS_NOTHING)) {
      stream.expectAnswer();
      assertThat(stream.expectError("budget_spent").data().path("retryAfterSeconds").asLong())
          .isBetween(1L, 86_400L);
    }
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void whatTheUpstreamRefusesIsNotAskedElsewhere() {
    restart(
        Map.of("FALLBACK_AI_API_URL", upstream.uri("short").toString(), "FALLBACK_AI_MODEL", "f"));
    try (RecordedStream stream = visitor.ask(FITS)) {
      stream.expectAnswer();
      upstream.awaitExchange().respond(400, Map.of(), "{}");
      stream.expectError("question_refused");
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  private void restart(Map<String, String> variables) {
    server.close();
    server = site(variables);
    visitor = server.visitor();
  }

  private TestServer site(Map<String, String> variables) {
    return TestServer.asking(upstream.manual(), variables);
  }
}
