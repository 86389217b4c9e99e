package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Below a path of the owner's site, whether the proxy in front takes the path off or not. */
final class SubPathTest {

  @ParameterizedTest
  @CsvSource({
    "/bot/, /bot",
    "/bot/, ''",
    "/bot, /bot",
    "/a/b/, /a/b",
    "/chat/, /chat",
    "/chat/, ''",
  })
  void thePageTheApiAndTheEmbedAreBelowThePath(String publicPath, String passedOn) {
    try (TestServer server =
        TestServer.start(Map.of("PUBLIC_URL", "https://ana.example" + publicPath))) {
      assertThat(body(server, passedOn + "/")).contains("<title>");
      assertThat(body(server, passedOn + "/js/main.js")).contains("import");
      assertThat(body(server, passedOn + "/embed.js")).contains("Porchlight");
      assertThat(body(server, passedOn + "/config?x=1")).contains("greeting");
      String id;
      try (RecordedStream stream =
          server
              .visitor()
              .request(
                  "POST",
                  passedOn + "/chat",
                  "{\"message\":\"What is Porchlight?\"}",
                  "Origin: https://ana.example")) {
        id = stream.expectAnswer();
        stream.skipToTheEnd();
      }
      try (RecordedStream again =
          server.visitor().get(passedOn + "/chat/" + id, "Connection: close")) {
        assertThat(again.expectAnswer()).isEqualTo(id);
        again.skipToTheEnd();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bot", "/chat"})
  void thePathWithoutItsSlashLeadsToThePage(String path) {
    try (TestServer server =
            TestServer.start(Map.of("PUBLIC_URL", "https://ana.example" + path + "/"));
        RecordedStream response = server.visitor().get(path, "Connection: close")) {
      assertThat(response.status()).isEqualTo(302);
      assertThat(response.header("Location")).endsWith(path + "/");
    }
  }

  private static String body(TestServer server, String path) {
    try (RecordedStream response = server.visitor().get(path, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return response.body();
    }
  }
}
