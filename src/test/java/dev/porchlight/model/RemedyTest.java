package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;

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
final class RemedyTest {

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
  void aStatusHasItsRemedy(int status, @Nullable String body, Remedy remedy) {
    UpstreamError error = new UpstreamError(status, body == null ? "" : body);
    assertThat(FailureTable.remedy(FailureTable.ofResponse(error), null)).isEqualTo(remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "UPSTREAM_BUSY, true, WAIT_AND_RETRY",
    "UPSTREAM_BUSY, false, ELSEWHERE",
    "UPSTREAM_BUSY, perhaps, WAIT_AND_RETRY",
    "QUESTION_REFUSED, true, WAIT_AND_RETRY",
    "QUESTION_REFUSED, false, NONE",
    "UPSTREAM_MISCONFIGURED, True, WAIT_AND_RETRY",
    "UPSTREAM_MISCONFIGURED, FALSE, ELSEWHERE"
  })
  void theUpstreamKnowsBetterWhetherToTryAgain(FailureCode code, String says, Remedy remedy) {
    assertThat(FailureTable.remedy(code, says)).isEqualTo(remedy);
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        Arguments.of(new UnknownHostException(), true, unsent(Remedy.WAIT_AND_RETRY)),
        Arguments.of(
            new RuntimeException(new ConnectException()), true, unsent(Remedy.WAIT_AND_RETRY)),
        Arguments.of(new EOFException(), false, unsent(Remedy.WAIT_AND_RETRY)),
        Arguments.of(new SSLException("no"), false, unsent(Remedy.WAIT_AND_RETRY)),
        Arguments.of(new SSLException("no"), true, unsent(Remedy.ELSEWHERE)),
        Arguments.of(new EOFException(), true, null));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void whatNeverReachedTheUpstreamMayBeTriedAgainUnlessTlsWasTheReason(
      Throwable cause, boolean connected, ModelEnding.@Nullable Failed failed) {
    assertThat(FailureTable.ofNoConnection(cause, connected)).isEqualTo(failed);
  }

  private static ModelEnding.Failed unsent(Remedy remedy) {
    return ModelEnding.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, remedy);
  }

  @Test
  void everyCodeHasAUsualRemedy() {
    assertThat(FailureCode.values()).allSatisfy(c -> assertThat(Remedy.usualFor(c)).isNotNull());
  }
}
