package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content that changes while the server runs. */
final class ReloadTest {

  private static final String TOKEN = "the-owners-own-token";
  private static final String SHOWN = "Authorization: Bearer " + TOKEN;
  private static final String QUESTION = "What does a lamp cost?";

  @TempDir Path folder;
  private TestServer server;
  private ChatClient visitor;

  @BeforeEach
  void start() throws IOException {
    write("lamps.md", "# Lamps\n\nA lamp costs ten euros.");
    server =
        TestServer.start(
            Map.of(
                "CONTENT_DIR",
                folder.toString(),
                "SITE_URL",
                "https://ana.example",
                "OWNER_TOKEN",
                TOKEN));
    visitor = server.visitor();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aChangeOfTheFolderIsSeen() throws IOException {
    assertThat(answer()).contains("ten euros");

    write("lamps.md", "# Lamps\n\nA lamp costs twenty euros.");

    awaitAnswer("twenty euros");
  }

  @Test
  void aFileThatIsNewAndOneThatIsGoneAreSeen() throws IOException {
    write("new/shades.md", "# Shades\n\nA shade of silk.");
    Files.delete(folder.resolve("lamps.md"));

    assertThat(reload()).contains("\"changed\":true", "\"pages\":1", "\"passages\":1");
    assertThat(answer("Do you have a shade of silk?")).contains("A shade of silk");
    assertThat(answer()).doesNotContain("ten euros");
  }

  @Test
  void aFaultyEditLeavesThePageAsItWasAndSaysSo() throws IOException {
    write("lamps.md", "---\ntitle: [Lamps\n---\nA lamp costs nothing.");
    assertThat(reload()).contains("\"changed\":false", "lamps.md, line", "stays as it was");
    assertThat(answer()).contains("ten euros");

    Files.write(
        folder.resolve("lamps.md"), "Caf\u00e9 nothing".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(reload()).contains("not UTF-8", "It stays as it was.");
    assertThat(answer()).contains("ten euros");

    write("persona.md", "---\nname: [a, b]\n---\n");
    write("lamps.md", "# Lamps\n\nA lamp costs thirty euros.");
    assertThat(reload()).contains("\"changed\":true", "The persona stays as it was.");
    assertThat(answer()).contains("thirty euros");
  }

  @Test
  void thePersonaIsShownAnew() throws IOException {
    write("persona.md", "---\nname: Ana’s lamps\n---\n");
    assertThat(reload()).contains("\"changed\":true");

    try (RecordedStream config = visitor.get("/config", "Connection: close")) {
      assertThat(config.body()).contains("Ana’s lamps");
    }
  }

  @Test
  void onlyTheOwnerReloads() {
    for (String header : new String[] {"X: y", "Authorization: Bearer other"}) {
      try (RecordedStream refused = visitor.request("POST", "/owner/api/reload", "", header)) {
        assertThat(refused.status()).isEqualTo(401);
      }
    }
    assertThat(reload()).contains("\"changed\":false", "\"pages\":1", "\"warnings\":[]");
  }

  @Test
  void anAnswerFromOldPagesIsNotGivenAgain() throws IOException {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer asking =
            TestServer.asking(
                upstream,
                "short",
                Map.of("CONTENT_DIR", folder.toString(), "OWNER_TOKEN", TOKEN))) {
      for (int i = 0; i < 2; i++) {
        assertThat(answer(asking.visitor(), QUESTION)).isNotEmpty();
      }
      assertThat(upstream.requests()).hasSize(1);

      write("lamps.md", "# Lamps\n\nA lamp costs forty euros.");
      assertThat(reload(asking.visitor())).contains("\"changed\":true");
      assertThat(answer(asking.visitor(), QUESTION)).isNotEmpty();

      assertThat(upstream.requests()).hasSize(2);
      assertThat(upstream.requests().get(1).body()).contains("forty euros");
    }
  }

  /** The folder is looked at on another thread, and loaded once it is at rest. */
  private void awaitAnswer(String part) {
    server.advanceUntil(part, Duration.ofMinutes(1), () -> answer().contains(part));
  }

  private String reload() {
    return reload(visitor);
  }

  private static String reload(ChatClient owner) {
    try (RecordedStream response =
        owner.request("POST", "/owner/api/reload", "", SHOWN, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return response.body();
    }
  }

  private String answer() {
    return answer(visitor, QUESTION);
  }

  private String answer(String question) {
    return answer(visitor, question);
  }

  private static String answer(ChatClient visitor, String question) {
    try (RecordedStream stream = visitor.ask(question)) {
      var id = stream.expectAnswer();
      assertThat(id).isNotEmpty();
      var unused = stream.expectUpTo("begin");
      String text = stream.remainingText();
      stream.expectDone("finished");
      return text;
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
