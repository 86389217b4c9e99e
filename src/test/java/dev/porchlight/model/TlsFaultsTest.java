package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.fake.FakeTlsUpstream;
import dev.porchlight.fake.RecordedLog;
import org.junit.jupiter.api.Test;

/** Certificates that are not in order: no request goes out, and the owner learns which it was. */
final class TlsFaultsTest {

  @Test
  void aCertificateThatHasExpiredIsRefusedAndNamed() {
    try (ModelBench bench = ModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.expired()) {
      assertRefused(bench, upstream, "its certificate has expired");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedAndNamed() {
    try (ModelBench bench = ModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.wrongHost()) {
      assertRefused(bench, upstream, "its certificate is for another host name");
    }
  }

  @Test
  void anAuthorityThatIsNotTrustedIsRefusedAndNamed() {
    try (ModelBench bench = new ModelBench();
        FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertRefused(
          bench, upstream, "its certificate was issued by an authority that is not trusted here");
    }
  }

  @Test
  void aCertificateThatIsInOrderIsTaken() {
    try (ModelBench bench = ModelBench.trusting(FakeTlsUpstream.authority());
        FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertThat(bench.ask(upstream.uri()).ending()).isInstanceOf(ModelEnding.Finished.class);
    }
  }

  private static void assertRefused(ModelBench bench, FakeTlsUpstream upstream, String problem) {
    try (RecordedLog log = RecordedLog.of(OpenAiModel.class)) {
      assertThat(bench.ask(upstream.uri()).ending())
          .isEqualTo(ModelEnding.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, Remedy.ELSEWHERE));
      assertThat(log.lines()).singleElement().asString().endsWith("TLS: " + problem);
      assertThat(upstream.requests()).isZero();
    }
  }
}
