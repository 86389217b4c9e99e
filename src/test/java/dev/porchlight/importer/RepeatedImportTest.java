package dev.porchlight.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a later import does, and which files it leaves alone. */
final class RepeatedImportTest {

  private final TestSite site = TestSite.start();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETag", "Last-Modified"})
  void aPageThatTheSiteSaysIsUnchangedIsNotWritten(String header) {
    site.set("/", 200, Map.of("Content-Type", "text/html", header, "\"x\""), page("one"));
    importSite();

    assertThat(importSite().summary()).isEqualTo("Imported 0 pages, 1 unchanged, 0 left out.");

    site.set("/", 200, Map.of("Content-Type", "text/html", header, "\"y\""), page("two"));
    assertThat(importSite().summary()).isEqualTo("Imported 1 page, 0 unchanged, 0 left out.");
    assertThat(out().resolve("index.md")).content().contains("two");
  }

  @Test
  void aPageWhoseTextIsTheSameIsUnchanged() {
    site.html("/", "<main>one</main><script>1</script>");
    importSite();
    site.html("/", "<main>one</main><script>2</script>");

    assertThat(importSite().summary()).isEqualTo("Imported 0 pages, 1 unchanged, 0 left out.");
  }

  @Test
  void pagesAreFoundAlsoWhereThoseThatLinkToThemAreUnchanged() {
    String etag = "\"x\"";
    site.set(
        "/", 200, Map.of("Content-Type", "text/html", "ETag", etag), page("<a href=/list>l</a>"));
    site.html("/list", "<meta name=robots content=noindex><main><a href=/a>a</a></main>");
    site.page("/a", "a");
    importSite();
    site.html("/list", "<meta name=robots content=noindex><main><a href=/b>b</a></main>");
    site.page("/a", "new").page("/b", "b");

    assertThat(importSite().summary())
        .isEqualTo("Imported 2 pages, 1 unchanged, 1 left out (1 noindex).");
  }

  @Test
  void aFileThatTheOwnerWroteIsNotOverwritten() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("index.md"), "mine");
    site.page("/", "site <a href=/a>a</a>").page("/a", "a");

    ImportRun run = importSite();

    assertThat(run.out()).contains(out().resolve("index.md") + " exists and is not from an import");
    assertThat(run.summary()).contains("Imported 1 page", "1 not overwritten");
    assertThat(out().resolve("index.md")).content().isEqualTo("mine");
  }

  @Test
  void aFileThatTheOwnerEditedIsNotOverwritten() throws IOException {
    site.page("/", "one");
    importSite();
    Files.writeString(out().resolve("index.md"), "edited");
    site.page("/", "two");

    assertThat(importSite().out())
        .contains(out().resolve("index.md") + " was edited since it was imported");
    assertThat(importSite().summary()).contains("1 not overwritten");
    assertThat(out().resolve("index.md")).content().isEqualTo("edited");
  }

  @Test
  void aPageThatIsGoneIsReportedAndItsFileKept() {
    site.sitemap("/sitemap.xml", "/a", "/b").page("/a", "a").page("/b", "b");
    importSite();
    site.sitemap("/sitemap.xml", "/a").remove("/b");

    ImportRun run = importSite();

    assertThat(run.out()).contains("Gone " + site.at("/b"));
    assertThat(run.summary()).isEqualTo("Imported 0 pages, 1 unchanged, 0 left out, 1 gone.");
    assertThat(out().resolve("b.md")).exists();
  }

  @Test
  void aFileThatIsMissingIsWrittenAgain() throws IOException {
    site.set("/", 200, Map.of("Content-Type", "text/html", "ETag", "\"x\""), page("one"));
    importSite();
    Files.delete(out().resolve("index.md"));

    assertThat(importSite().summary()).contains("Imported 1 page");
    assertThat(out().resolve("index.md")).exists();
  }

  @Test
  void aFileThatTheRecordDoesNotNameIsTakenOverWhereItIsTheSame() throws IOException {
    site.page("/", "one");
    importSite();
    Files.delete(out().resolve(Manifest.NAME));

    assertThat(importSite().summary()).contains("1 unchanged");
    site.page("/", "two");
    assertThat(importSite().summary()).contains("Imported 1 page");
  }

  @Test
  void theRecordHoldsEveryPage() throws ImportException {
    String[] paths = IntStream.range(0, 250).mapToObj(page -> "/" + page).toArray(String[]::new);
    site.sitemap("/sitemap.xml", paths);
    Stream.of(paths).forEach(path -> site.page(path, path));
    importSite();

    assertThat(Manifest.in(out()).pages()).hasSize(250);
  }

  @Test
  void pagesWhoseFilesWouldHaveOneNameGetNumbers() {
    site.sitemap("/sitemap.xml", "/a", "/A", "/a.html").page("/a", "1");
    site.page("/A", "2").page("/a.html", "3");

    importSite();

    assertThat(out().resolve("a.md")).content().contains("1");
    assertThat(out().resolve("A-2.md")).content().contains("2");
    assertThat(out().resolve("a-3.md")).content().contains("3");
    assertThat(importSite().summary()).contains("3 unchanged");
  }

  @Test
  void symbolicLinksAreNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("file.md"), "mine");
    Files.createDirectories(out());
    Files.createSymbolicLink(out().resolve("docs"), elsewhere);
    Files.createSymbolicLink(out().resolve("b.md"), file);
    site.sitemap("/sitemap.xml", "/docs/a", "/b").page("/docs/a", "a").page("/b", "b");

    ImportRun run = importSite();

    assertThat(run.summary()).contains("Imported 0 pages", "2 behind symbolic links");
    assertThat(elsewhere).isDirectoryNotContaining("glob:**a.md");
    assertThat(file).content().isEqualTo("mine");
  }

  @Test
  void aRecordThatLeadsOutOfTheFolderIsNotFollowed() throws IOException {
    site.page("/", "one");
    importSite();
    Path record = out().resolve(Manifest.NAME);
    Files.writeString(record, Files.readString(record).replace("index.md", "../index.md"));

    assertThat(importSite().summary()).contains("1 outside of the folder");
    assertThat(folder.resolve("index.md")).doesNotExist();
  }

  @Test
  void aRecordThatCanNotBeReadStopsTheImport() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve(Manifest.NAME), "{");

    ImportRun run = importSite();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("can't be read; restore it").hasLineCount(1);
  }

  private ImportRun importSite() {
    return ImportRun.of(site.at("/"), "--out", out().toString());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static byte[] page(String main) {
    return ("<main>" + main + "</main>").getBytes(UTF_8);
  }
}
