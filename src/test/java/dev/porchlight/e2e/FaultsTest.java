package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Dialect;
import dev.porchlight.testing.upstream.ExpectedEvent;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Fault;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a visitor sees of every dialect and every fault of an upstream. */
final class FaultsTest {

  private static final CompletionOutcome TOO_LONG =
      new CompletionOutcome.CutOff(CompletionOutcome.CutOff.Reason.ANSWER_LIMIT, null);

  /** Nothing is waited out, so that the first failure is the last. */
  private static final Map<String, String> IMPATIENT = Map.of("UPSTREAM_PATIENCE_SECONDS", "0");

  /** Longer than any upstream is left alone for. */
  private static final Duration FORGIVEN = Duration.ofHours(2);

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  static List<Dialect> dialects() {
    return Dialect.all();
  }

  static List<Fault> faultsThatEnd() {
    return Fault.all().stream()
        .filter(fault -> !Fault.endless().contains(fault) || fault.ending().equals(TOO_LONG))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void everyDialectIsUnderstood(Dialect dialect) {
    expect(dialect.name(), dialect.text(), dialect.ending());
  }

  @ParameterizedTest
  @MethodSource("faultsThatEnd")
  void everyFaultHasItsRightEnd(Fault fault) {
    expect(fault.name(), fault.text(), fault.ending());
  }

  @Test
  void anUpstreamThatStallsInMidAnswerIsGivenUpAtItsIdleLimitWithHeartbeatsMeanwhile() {
    try (TestServer server =
            TestServer.asking(UPSTREAM, "stall-mid-stream", Map.of("UPSTREAM_IDLE_SECONDS", "60"));
        RecordedStream stream = server.visitor().ask("?")) {
      stream.expectAnswer();
      stream.expectBegin("model");
      stream.expectChunk("Half");
      for (int beats = 1; beats <= 11; beats++) {
        server.advance(Duration.ofSeconds(5));
        stream.awaitHeartbeats(beats);
      }
      server.advance(Duration.ofSeconds(5));
      stream.expectDone("cut_off").with("reason", "upstream_stalled");
    }
    UPSTREAM.awaitNothingRunning();
  }

  private static void expect(String name, String text, CompletionOutcome ending) {
    try (TestServer server = TestServer.asking(UPSTREAM, name, IMPATIENT);
        RecordedStream stream = server.visitor().ask("?")) {
      String id = stream.expectAnswer();
      boolean begun = expectText(stream, text, ending);
      expectEnding(stream, ending);
      stream.assertExhausted();
      try (RecordedStream again = server.visitor().resume(id, 0)) {
        again.expectAnswer();
        assertThat(expectText(again, text, ending)).isEqualTo(begun);
        expectEnding(again, ending);
      }
      Awaitility.await("no answer is open").until(() -> server.site().state().openAnswers() == 0);
      server.advance(FORGIVEN);
      Awaitility.await("no timer runs").until(() -> server.timers() == 0);
    }
    UPSTREAM.awaitNothingRunning();
  }

  private static boolean expectText(RecordedStream stream, String text, CompletionOutcome ending) {
    if (text.isEmpty() && !ending.equals(TOO_LONG)) {
      return false;
    }
    stream.expectBegin("model");
    String got = stream.remainingText();
    if (ending.equals(TOO_LONG)) {
      assertThat(got).startsWith("and so on and so on ");
    } else {
      assertThat(got).isEqualTo(text);
    }
    return true;
  }

  private static void expectEnding(RecordedStream stream, CompletionOutcome ending) {
    if (ending instanceof CompletionOutcome.Finished finished) {
      stream.expectDone("finished").with("finishReason", finished.finishReason());
    } else if (ending instanceof CompletionOutcome.CutOff cutOff) {
      stream.expectDone("cut_off").with("reason", cutOff.reason().wireName());
    } else if (ending instanceof CompletionOutcome.Failed failed) {
      expectError(stream.expectError(failed.code().wireName()), failed.retryAfter());
    }
  }

  private static void expectError(ExpectedEvent error, @Nullable Duration retryAfter) {
    assertThat(error.data().path("error").asText())
        .isNotEmpty()
        .doesNotContain(Fault.INTERNAL_WORDS, "sk-secret");
    if (retryAfter != null) {
      assertThat(error.data().path("retryAfterSeconds").asLong())
          .isGreaterThanOrEqualTo(retryAfter.toSeconds())
          .isLessThanOrEqualTo(retryAfter.toSeconds() + 1);
    } else if (error.data().has("retryAfterSeconds")) {
      assertThat(error.data().path("retryAfterSeconds").asLong())
          .describedAs("how long the upstream is left alone by our own choice")
          .isBetween(1L, FORGIVEN.toSeconds());
    }
  }
}
