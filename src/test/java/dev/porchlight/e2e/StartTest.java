package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The start of the process: what it says, and how it refuses. */
final class StartTest {

  @Test
  void itSaysWhereItListensAndWhichModelAnswers() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            Map.of(
                "AI_API_URL", "http://127.0.0.1:9/v1",
                "AI_MODEL", "some-model",
                "AI_API_KEY", "sk-secret"))) {
      assertThat(server.awaitStartLine())
          .matches("Porchlight listens on http://127\\.0\\.0\\.1:[1-9]\\d*; questions go to .*")
          .contains("some-model", "http://127.0.0.1:9/v1")
          .doesNotContain("sk-secret");
    }
  }

  @Test
  void itAnswersWithoutAnySetting() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of())) {
      ChatClient visitor = new ChatClient(server.awaitAddress());
      try (RecordedStream stream = visitor.ask("What is Porchlight?")) {
        stream.expectAnswer();
        stream.expectBegin("extract");
        assertThat(stream.remainingText()).contains("Porchlight");
        stream.expectDone("finished");
      }
    }
  }

  @Test
  void aPortThatIsTakenStopsItWithOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(Map.of("PORT", port), "port " + port + " of 127.0.0.1 cannot be listened on: ");
    }
  }

  @Test
  void aSettingThatIsWrongStopsItWithOneLine() throws Exception {
    assertRefused(Map.of("PORT", "80a"), "PORT is \"80a\"; allowed is a whole number from 0 to");
  }

  @Test
  void anAddressWithoutAModelStopsItWithOneLine() throws Exception {
    assertRefused(Map.of("AI_API_URL", "http://a.example/v1"), "AI_MODEL is not set");
  }

  private static void assertRefused(Map<String, String> variables, String why)
      throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(variables)) {
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith("Porchlight did not start: " + why)
          .endsWith(".");
      assertThat(server.rest()).describedAs("nothing beside that line").isEmpty();
      assertThat(server.awaitExit()).isEqualTo(1);
    }
  }
}
