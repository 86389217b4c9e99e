package dev.porchlight.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a folder of HTML files is imported. */
final class FolderImportTest {

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void writeSite() throws IOException {
    out = folder.resolve("out");
    write("site/index.html", "<title>Home</title><main>home <a href=about.html>x</a></main>");
    write(
        "site/docs/care.htm",
        "<link rel=canonical href=https://example.com/care><main><a href=b>b</a></main>");
    write("site/.hidden/a.html", "hidden");
    write("site/style.css", "a {}");
  }

  @Test
  void itsHtmlFilesBecomePages() {
    ImportRun run = importFolder();

    assertThat(run.exitCode()).isZero();
    assertThat(run.summary()).isEqualTo("Imported 2 pages, 0 unchanged, 0 left out.");
    assertThat(out.resolve("index.md"))
        .content()
        .isEqualTo("---\ntitle: \"Home\"\n---\n\nhome [x](about.html)\n");
    assertThat(out.resolve("docs/care.md"))
        .content()
        .isEqualTo("---\nurl: \"https://example.com/care\"\n---\n\n[b](https://example.com/b)\n");
    assertThat(run.pacer().pauses()).isEmpty();
  }

  @Test
  void aLaterImportWritesWhatChanged() throws IOException {
    importFolder();
    write("site/index.html", "<main>new</main>");
    Files.delete(folder.resolve("site/docs/care.htm"));

    ImportRun run = importFolder();

    assertThat(run.summary()).isEqualTo("Imported 1 page, 0 unchanged, 0 left out, 1 gone.");
    assertThat(out.resolve("docs/care.md")).exists();
  }

  @Test
  void atMostSoManyAreRead() {
    assertThat(ImportRun.of(site(), "--out", out.toString(), "--max=1").out())
        .contains(
            "The folder holds 2 files, of which 1 may be imported; set --max to import more.");
  }

  @Test
  void aFileThatIsTooLargeIsLeftOut() throws IOException {
    write("site/large.html", "x".repeat(2 * 1024 * 1024 + 1));

    assertThat(importFolder().out()).contains("Left out file:large.html: it is larger than 2 MB");
  }

  private ImportRun importFolder() {
    return ImportRun.of(site(), "--out", out.toString());
  }

  private String site() {
    return folder.resolve("site").toString();
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
