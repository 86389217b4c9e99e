package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

final class FakeTlsUpstreamTest {

  @Test
  void answersThoseWhoTrustItsAuthority() throws Exception {
    try (FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertThat(call(upstream, trusting(FakeTlsUpstream.authority())))
          .contains(Scripts.SHORT_ANSWER);
      assertThat(upstream.requests()).isOne();
    }
  }

  @Test
  void isOfAnAuthorityThatNobodyElseKnows() {
    try (FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertThatThrownBy(() -> call(upstream, SSLContext.getDefault()))
          .hasRootCauseInstanceOf(CertPathBuilderException.class);
      assertThat(upstream.requests()).isZero();
    }
  }

  @Test
  void showsACertificateThatHasExpired() {
    try (FakeTlsUpstream upstream = FakeTlsUpstream.expired()) {
      assertThatThrownBy(() -> call(upstream, trusting(FakeTlsUpstream.authority())))
          .hasRootCauseInstanceOf(CertificateExpiredException.class);
    }
  }

  @Test
  void showsACertificateOfAnotherHost() {
    try (FakeTlsUpstream upstream = FakeTlsUpstream.wrongHost()) {
      assertThatThrownBy(() -> call(upstream, trusting(FakeTlsUpstream.authority())))
          .hasRootCauseMessage("No subject alternative names matching IP address 127.0.0.1 found");
    }
  }

  private static String call(FakeTlsUpstream upstream, SSLContext trust) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trust).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(upstream.uri() + "/chat/completions"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static SSLContext trusting(KeyStore authority) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
