package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.upstream.FakeTlsUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import org.junit.jupiter.api.Test;

/** Certificates that are not in order: no request goes out, and the owner learns which it was. */
final class TlsFaultsTest {

  @Test
  void aCertificateThatHasExpiredIsRefusedAndNamed() {
    try (ChatModelBench bench = ChatModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.expired()) {
      assertRefused(bench, upstream, "its certificate has expired");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedAndNamed() {
    try (ChatModelBench bench = ChatModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.wrongHost()) {
      assertRefused(bench, upstream, "its certificate is for another host name");
    }
  }

  @Test
  void anAuthorityThatIsNotTrustedIsRefusedAndNamed() {
    try (ChatModelBench bench = new ChatModelBench();
        FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertRefused(
          bench, upstream, "its certificate was issued by an authority that is not trusted here");
    }
  }

  @Test
  void aCertificateThatIsInOrderIsTaken() {
    try (ChatModelBench bench = ChatModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertThat(bench.ask(upstream.uri()).ending()).isInstanceOf(CompletionOutcome.Finished.class);
    }
  }

  private static void assertRefused(
      ChatModelBench bench, FakeTlsUpstream upstream, String problem) {
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class)) {
      assertThat(bench.ask(upstream.uri()).ending())
          .isEqualTo(
              CompletionOutcome.Failed.unsent(
                  FailureCode.UPSTREAM_UNAVAILABLE, FailureAction.ELSEWHERE));
      assertThat(log.lines()).singleElement().asString().contains("failed: TLS: " + problem + ". ");
      assertThat(upstream.requests()).isZero();
    }
  }
}
