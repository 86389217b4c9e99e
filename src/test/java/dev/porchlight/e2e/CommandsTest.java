package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's commands, each as a process of its own. */
final class CommandsTest {

  @TempDir Path folder;

  @Test
  void pagesShowsTheAddressOfEachPageAndWhatIsLeftOut() throws Exception {
    Files.writeString(folder.resolve("_config.yml"), "url: https://ana.example\n");
    Files.writeString(folder.resolve("about.md"), "# About\n\nAna.");
    Files.createDirectory(folder.resolve("_posts"));
    Files.writeString(folder.resolve("_posts/2024-05-07-lamp.md"), "A lamp.\n\n## Oil\n\nOil.");
    Files.writeString(folder.resolve("secret.md"), "---\ndraft: true\n---\nA secret.");

    try (ServerProcess pages =
        ServerProcess.command(Map.of("CONTENT_DIR", folder.toString()), "pages")) {
      assertThat(pages.rest())
          .contains("2 pages with 3 passages; left out: {drafts=1}")
          .contains("about.md                   https://ana.example/about.html  (1)")
          .contains("_posts/2024-05-07-lamp.md  https://ana.example/2024/05/07/lamp.html  (2)");
      assertThat(pages.awaitExit()).isZero();
    }
  }

  @Test
  void importMakesPagesOfAFolderOfHtml() throws Exception {
    Files.writeString(
        Files.createDirectory(folder.resolve("html")).resolve("lamp.html"),
        "<title>Lamp</title><main><p>A lamp of brass.</p></main>");

    try (ServerProcess imported =
        ServerProcess.command(
            Map.of(),
            "import",
            folder.resolve("html").toString(),
            "--out",
            folder.resolve("md").toString())) {
      assertThat(imported.rest()).last().asString().startsWith("Imported 1 page");
      assertThat(imported.awaitExit()).isZero();
    }
    assertThat(folder.resolve("md/lamp.md")).content().contains("A lamp of brass.");
  }

  @Test
  void whatIsNoCommandIsRefusedWithThoseThatThereAre() throws IOException, InterruptedException {
    try (ServerProcess refused = ServerProcess.command(Map.of(), "serve")) {
      assertThat(refused.errors().get(0)).isEqualTo("\"serve\" is no command of Porchlight.");
      assertThat(refused.awaitExit()).isEqualTo(2);
    }
    try (ServerProcess help = ServerProcess.command(Map.of(), "--help")) {
      assertThat(String.join("\n", help.rest())).contains("pages  ", "import <source>");
      assertThat(help.awaitExit()).isZero();
    }
  }
}
