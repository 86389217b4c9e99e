package dev.porchlight.llm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.openai.ErrorClassifier;
import dev.porchlight.llm.openai.ProviderError;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be done about each failure: one row each. */
final class FailureActionTest {

  @ParameterizedTest
  @CsvSource({
    "400, , NONE",
    "401, , ELSEWHERE",
    "402, , ELSEWHERE",
    "403, , ELSEWHERE",
    "404, , ELSEWHERE",
    "408, , WAIT_AND_RETRY",
    "409, , WAIT_AND_RETRY",
    "413, , NONE",
    "418, , NONE",
    "422, , NONE",
    "425, , WAIT_AND_RETRY",
    "429, , WAIT_AND_RETRY",
    "429, insufficient_quota, ELSEWHERE",
    "400, context_length_exceeded, NONE",
    "500, , WAIT_AND_RETRY",
    "502, , WAIT_AND_RETRY",
    "503, , WAIT_AND_RETRY",
    "504, , WAIT_AND_RETRY",
    "529, , WAIT_AND_RETRY",
    "204, , ELSEWHERE",
    "302, , ELSEWHERE"
  })
  void aStatusHasItsRemedy(int status, @Nullable String body, FailureAction action) {
    ProviderError error = new ProviderError(status, body == null ? "" : body);
    assertThat(ErrorClassifier.action(ErrorClassifier.ofResponse(error), null)).isEqualTo(action);
  }

  @ParameterizedTest
  @CsvSource({
    "UPSTREAM_BUSY, true, WAIT_AND_RETRY",
    "UPSTREAM_BUSY, false, ELSEWHERE",
    "UPSTREAM_BUSY, perhaps, WAIT_AND_RETRY",
    "QUESTION_REFUSED, true, NONE",
    "QUESTION_REFUSED, false, NONE",
    "UPSTREAM_MISCONFIGURED, True, WAIT_AND_RETRY",
    "UPSTREAM_MISCONFIGURED, FALSE, ELSEWHERE"
  })
  void theUpstreamKnowsBetterWhetherToTryAgain(
      FailureCode code, String says, FailureAction action) {
    assertThat(ErrorClassifier.action(code, says)).isEqualTo(action);
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        Arguments.of(new UnknownHostException(), true, unsent(FailureAction.WAIT_AND_RETRY)),
        Arguments.of(
            new RuntimeException(new ConnectException()),
            true,
            unsent(FailureAction.WAIT_AND_RETRY)),
        Arguments.of(new EOFException(), false, unsent(FailureAction.WAIT_AND_RETRY)),
        Arguments.of(new SSLException("no"), false, unsent(FailureAction.WAIT_AND_RETRY)),
        Arguments.of(new SSLException("no"), true, unsent(FailureAction.ELSEWHERE)),
        Arguments.of(new EOFException(), true, null));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void whatNeverReachedTheUpstreamMayBeTriedAgainUnlessTlsWasTheReason(
      Throwable cause, boolean connected, CompletionOutcome.@Nullable Failed failed) {
    assertThat(ErrorClassifier.ofNoConnection(cause, connected)).isEqualTo(failed);
  }

  private static CompletionOutcome.Failed unsent(FailureAction action) {
    return CompletionOutcome.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, action);
  }

  @Test
  void everyCodeHasAUsualRemedy() {
    assertThat(FailureCode.values())
        .allSatisfy(c -> assertThat(FailureAction.usualFor(c)).isNotNull());
  }
}
