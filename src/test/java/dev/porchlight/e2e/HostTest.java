package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.web.HostCheck;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names the server answers under. */
final class HostTest {

  private static final Map<String, String> NAMED =
      Map.of(
          "PUBLIC_URL", "https://Chat.example:8443/bot",
          "ALLOWED_HOSTS", "other.example, *.preview.example");

  private static final String NO_HOST_NAME = "x".repeat(80) + ".example";

  @ParameterizedTest
  @CsvSource({
    "chat.example, 200",
    "CHAT.example:8443, 200",
    "chat.example., 200",
    "other.example:80, 200",
    "a.preview.example, 200",
    "localhost:9, 200",
    "127.0.0.1, 200",
    "[::1]:8080, 200",
    "192.168.1.2:8080, 200",
    "evil.example, 421",
    "chat.example.evil.example, 421",
    "preview.example, 421",
    "evilpreview.example, 421",
    "localhost.evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "2130706433, 421",
    "0x7f.1, 421"
  })
  void whereTheOwnerToldNamesOnlyTheseAreTaken(String host, int status) {
    try (TestServer server = TestServer.start(NAMED)) {
      assertThat(status(server, "/config", host)).isEqualTo(status);
      assertThat(status(server, "/", host)).isEqualTo(status);
      assertThat(status(server, "/js/main.js", host)).isEqualTo(status);
      assertThat(status(server, "/healthz", host)).isEqualTo(200);
      assertThat(status(server, "/readyz", host)).isEqualTo(200);
    }
  }

  @Test
  void anotherHostGetsNoAnswerThoughItsOriginAgrees() {
    try (TestServer server = TestServer.start(NAMED);
        RecordedStream refused = ask(server, "evil.example", "Origin: https://evil.example")) {
      assertThat(refused.status()).isEqualTo(421);
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      var problem = refused.json();
      assertThat(problem.path("code").asText()).isEqualTo("host_refused");
      assertThat(problem.path("detail").asText()).contains("\"evil.example\"", "ALLOWED_HOSTS");
      assertThat(server.site().state().openAnswers()).isZero();
    }
  }

  @Test
  void aRefusalIsLoggedOnceAMinuteWithTheQueueToSet() {
    try (TestServer server = TestServer.start(NAMED);
        RecordedLog log = RecordedLog.of(HostCheck.class)) {
      for (String host : new String[] {"new.example", "newer.example", "new.example"}) {
        assertThat(status(server, "/", host)).isEqualTo(421);
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .endsWith("set ALLOWED_HOSTS=other.example,*.preview.example,new.example");

      server.advance(Duration.ofMinutes(1));
      assertThat(status(server, "/", NO_HOST_NAME)).isEqualTo(421);

      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(1)).contains("no host name").doesNotContain(NO_HOST_NAME);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, Origin: http://localhost:8080, 200",
    "127.0.0.1:8080, Origin: http://127.0.0.1:8080, 200",
    "[::1]:8080, Origin: http://[::1]:8080, 200",
    "my.example, Accept: text/event-stream, 200",
    "my.example, Origin: https://my.example|X-Forwarded-For: 203.0.113.7, 200",
    "my.example, Origin: https://my.example|Forwarded: for=203.0.113.7, 200",
    "evil.example, Origin: http://evil.example, 421",
    "evil.example:8080, Origin: http://evil.example:8080, 421",
    "evil.example, Origin: https://evil.example, 421",
    "evil.example, Origin: http://evil.example|X-Forwarded-For: 203.0.113.7, 421"
  })
  void aBrowserOnThisMachineMustCallItByNoName(String host, String headers, int status) {
    try (TestServer server = TestServer.start(Map.of());
        RecordedStream stream = ask(server, host, headers.split("\\|"))) {
      assertThat(stream.status()).isEqualTo(status);
      if (status == 200) {
        stream.skipToTheEnd();
      }
    }
  }

  @Test
  void whereAProxyIsTrustedItBringsAnyName() {
    try (TestServer server = TestServer.start(Map.of("TRUSTED_PROXIES", "1"));
        RecordedStream stream =
            ask(
                server,
                "my.example",
                "Origin: http://my.example",
                "X-Forwarded-For: 203.0.113.7")) {
      assertThat(stream.status()).isEqualTo(200);
      stream.skipToTheEnd();
    }
  }

  @Test
  void aSecondNameIsSaidOnce() {
    try (TestServer server = TestServer.start(Map.of());
        RecordedLog log = RecordedLog.of(HostCheck.class)) {
      for (String host :
          new String[] {"localhost", "my.example", "10.0.0.1", "MY.example:8080", "my.example."}) {
        assertThat(status(server, "/", host)).isEqualTo(200);
      }
      assertThat(status(server, "/healthz", "10-0-0-1.pods.example")).isEqualTo(200);
      assertThat(log.lines()).isEmpty();

      for (String host : new String[] {"other.example", "third.example", "my.example"}) {
        assertThat(status(server, "/", host)).isEqualTo(200);
      }

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("my.example and for other.example", "ALLOWED_HOSTS=my.example");
    }
  }

  private static int status(TestServer server, String path, String host) {
    try (RecordedStream response =
        server.visitor().connect().send(get(path, host)).receive().leave()) {
      return response.status();
    }
  }

  private static String get(String path, String host) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  private static RecordedStream ask(TestServer server, String host, String... headers) {
    String body = "{\"message\": \"What is Porchlight?\"}";
    return server
        .visitor()
        .connect()
        .send(
            "POST /chat HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Type: application/json\r\n"
                    .formatted(host, String.join("\r\n", headers))
                + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body))
        .receive();
  }
}
