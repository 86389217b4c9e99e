package dev.porchlight.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.PageReader;
import dev.porchlight.knowledge.content.PageResult;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages of a site are imported, and how the site is asked for them. */
final class SiteImportTest {

  private final TestSite site = TestSite.start();
  @TempDir private Path out;

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void thePagesOfTheSitemapAreImported() throws IOException {
    site.sitemap("/sitemap.xml", "/", "/docs/care").page("/", "<p>Hello").page("/no", "no");
    site.html(
        "/docs/care",
        "<html lang=en><title>Care: lamps</title><meta name=description content='How to \"care\"'>"
            + "<main><h1>Care</h1><p>Wipe <a href=../>it</a>.</main>");

    ImportRun run = importSite("/");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            Imported %s as %s
            Imported %s as %s
            Imported 2 pages, 0 unchanged, 0 left out.
            """
                .formatted(
                    site.at("/"),
                    out.resolve("index.md"),
                    site.at("/docs/care"),
                    out.resolve("docs/care.md")));
    assertThat(out.resolve("docs/care.md"))
        .content()
        .isEqualTo(
            """
            ---
            title: "Care"
            url: "%s"
            description: "How to \\"care\\""
            lang: "en"
            ---

            # Care

            Wipe [it](%s).
            """
                .formatted(site.at("/docs/care"), site.at("/")));
    assertThat(site.userAgents()).containsOnly("Porchlight");
  }

  @Test
  void aSitemapThatRobotsTxtNamesIsReadWithThoseThatItLists() throws IOException {
    site.file("/robots.txt", "text/plain", "Sitemap: " + site.at("/sitemap-index.xml"));
    site.file(
        "/sitemap-index.xml",
        "text/xml",
        "<sitemapindex><sitemap><loc>%s</loc></sitemap><sitemap><loc>%s</loc></sitemap></sitemapindex>"
            .formatted(site.at("/sitemap-a.xml"), site.at("/sitemap-b.xml.gz")));
    site.sitemap("/sitemap-a.xml", "/a").page("/a", "a").page("/b", "b");
    String listed = "<urlset><url><loc>" + site.at("/b") + "</loc></url></urlset>";
    site.set("/sitemap-b.xml.gz", 200, Map.of("Content-Type", "application/gzip"), gzip(listed));

    ImportRun run = importSite("/");

    assertThat(run.summary()).isEqualTo("Imported 2 pages, 0 unchanged, 0 left out.");
    assertThat(site.pagesAskedFor()).containsExactly("/a", "/b");
  }

  @Test
  void theAddressOfASitemapIsASource() {
    site.sitemap("/my-sitemap.xml", "/a", "https://example.com/x").page("/a", "a");

    ImportRun run = importSite("/my-sitemap.xml");

    assertThat(run.summary()).isEqualTo("Imported 1 page, 0 unchanged, 0 left out.");
    assertThat(run.out())
        .contains("The sitemaps list other hosts’ addresses too, which are left out: 1.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16"})
  void aSitemapWithADocumentTypeIsNotRead(String charset) throws IOException {
    Path secret = Files.writeString(out.resolve("secret.txt"), "/secret");
    String xml =
        """
        <?xml version="1.0" encoding="%s"?>
        <!DOCTYPE urlset [<!ENTITY a SYSTEM "%s"><!ENTITY b SYSTEM "%s">]>
        <urlset><url><loc>%s&a;&b;</loc></url></urlset>
        """
            .formatted(charset, secret.toUri(), site.at("/entity"), site.at(""));
    site.set(
        "/sitemap.xml",
        200,
        Map.of("Content-Type", "application/xml"),
        xml.getBytes(Charset.forName(charset)));
    site.page("/", "start").page("/secret", "secret");

    ImportRun run = importSite("/");

    assertThat(run.out()).contains("The sitemap " + site.at("/sitemap.xml") + " is not read: ");
    assertThat(site.requests()).containsExactly("/robots.txt", "/sitemap.xml", "/");
  }

  @Test
  void aSitemapThatIsTooLargeWhenUnpackedIsNotRead() throws IOException {
    site.set("/sitemap.xml", 200, Map.of(), gzip(" ".repeat(11 * 1024 * 1024))).page("/", "start");

    assertThat(importSite("/").out()).contains("is not read: it is larger than 10 MB.");
  }

  @Test
  void withoutASitemapLinksAreFollowedOnTheHost() {
    site.html(
        "/",
        "<nav><a href=/a>A</a> <a href='/a#part'>A</a> <a href='https://example.com/'>B</a>"
            + " <a href='HTTP://127.0.0.1:1/x'>C</a> <a href=/p.pdf>P</a></nav><main>start</main>");
    site.page("/a", "a <a href='b?x=1'>b</a>").page("/b?x=1", "b <a href=/>start</a>");

    ImportRun run = importSite("/");

    assertThat(run.summary()).isEqualTo("Imported 3 pages, 0 unchanged, 0 left out.");
    assertThat(site.pagesAskedFor()).containsExactly("/", "/a", "/b?x=1");
    assertThat(out.resolve("b-x=1.md")).exists();
  }

  @Test
  void whatRobotsTxtDisallowsIsNotAskedFor() {
    site.file(
        "/robots.txt",
        "text/plain",
        "User-agent: *\nDisallow: /\n\nUser-agent: porchlight\nDisallow: /private\n");
    site.page("/", "<a href=/private/x>x</a> <a href=/open>y</a> <a href=/to-private>z</a>");
    site.page("/open", "open").redirect("/to-private", "/private/y").page("/private/y", "y");

    ImportRun run = importSite("/");

    assertThat(run.summary())
        .isEqualTo("Imported 2 pages, 0 unchanged, 2 left out (2 disallowed by robots.txt).");
    assertThat(site.pagesAskedFor()).containsExactly("/", "/open", "/to-private");
  }

  @Test
  void aSiteThatAllowsNothingIsNotImported() {
    site.file("/robots.txt", "text/plain", "User-agent: *\nDisallow: /").page("/", "start");

    ImportRun run = importSite("/");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("robots.txt does not allow it").hasLineCount(1);
  }

  @Test
  void oneRequestIsMadeInASecond() {
    site.page("/", "<a href=/a>a</a>").page("/a", "a");

    assertThat(importSite("/").pacer().pauses())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void theDelayThatRobotsTxtAsksForIsKeptUpToTenSeconds() {
    site.page("/", "start").file("/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 3");
    assertThat(importSite("/").pacer().pauses()).containsOnly(Duration.ofSeconds(3));

    site.file("/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 900");
    assertThat(importSite("/").pacer().pauses()).containsOnly(Duration.ofSeconds(10));
  }

  @Test
  void atMostSoManyPagesAreAskedFor() {
    site.sitemap("/sitemap.xml", "/a", "/b", "/c").page("/a", "a").page("/b", "b").page("/c", "c");

    ImportRun run = ImportRun.of(site.at("/"), "--out=" + out, "--max", "2");

    assertThat(site.pagesAskedFor()).containsExactly("/a", "/b");
    assertThat(run.out()).contains("After 2 pages, 1 more are known; set --max to import more.");
  }

  @Test
  void whatIsNoPageOrFailsIsOneLineAndTheRestGoesOn() {
    site.sitemap(
        "/sitemap.xml", "/large", "/text", "/500", "/gone", "/empty", "/loop", "/away", "/ok");
    site.page("/large", "x".repeat(2 * 1024 * 1024)).file("/text", "text/css", "a {}");
    site.set("/500", 500, Map.of(), new byte[0]).page("/empty", "<script>x</script>");
    site.redirect("/loop", "/loop").redirect("/away", "http://localhost:1/x").page("/ok", "ok");

    ImportRun run = importSite("/");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("Left out " + site.at("/large") + ": it is larger than 2 MB")
        .contains("Left out " + site.at("/text") + ": it is not HTML but \"text/css\"")
        .contains("Left out " + site.at("/500") + ": its status is 500")
        .contains("Left out " + site.at("/gone") + ": it is not found")
        .contains("Left out " + site.at("/empty") + ": it has no text without scripts")
        .contains(
            "Left out "
                + site.at("/away")
                + ": it redirects to http://localhost:1/x, which is another host");
    assertThat(run.summary())
        .isEqualTo(
            "Imported 1 page, 0 unchanged, 7 left out (1 duplicate, 1 failed, 1 not HTML, 1 not"
                + " found, 1 on another host, 1 too large, 1 without text).");
  }

  @Test
  void atMostFiveRedirectsAreFollowed() {
    site.sitemap("/sitemap.xml", "/r0", "/q1");
    for (int hop = 0; hop < 6; hop++) {
      site.redirect("/r" + hop, "/r" + (hop + 1)).redirect("/q" + hop, "q" + (hop + 1));
    }
    site.page("/r6", "far").page("/q6", "near");

    ImportRun run = importSite("/");

    assertThat(run.out()).contains(": it redirects more than 5 times").contains("q6.md");
    assertThat(out.resolve("r6.md")).doesNotExist();
  }

  @Test
  void aPageThatAsksNotToBeIndexedIsLeftOutButItsLinksAreFollowed() {
    site.html("/", "<meta name=robots content=noindex><main>x <a href=/a>a</a></main>");
    site.page("/a", "a <a href=/b>b</a>");
    site.set(
        "/b",
        200,
        Map.of("Content-Type", "text/html", "X-Robots-Tag", "none"),
        "b".getBytes(UTF_8));

    assertThat(importSite("/").summary())
        .isEqualTo("Imported 1 page, 0 unchanged, 2 left out (2 noindex).");
  }

  @Test
  void theAddressThatAPageNamesAsItsOwnOnTheHostIsTaken() {
    site.sitemap("/sitemap.xml", "/a?print", "/a", "/b", "/c");
    String canonical = "<link rel=canonical href='%s'><main>%s</main>";
    site.html("/a?print", canonical.formatted("/a", "a")).page("/a", "a");
    site.html("/b", canonical.formatted("https://example.com/b", "b"));
    site.html("/c", canonical.formatted("/", "c"));

    ImportRun run = importSite("/");

    assertThat(out.resolve("a.md")).content().contains("url: \"" + site.at("/a") + "\"");
    assertThat(out.resolve("b.md")).content().contains("url: \"" + site.at("/b") + "\"");
    assertThat(out.resolve("c.md")).content().contains("url: \"" + site.at("/c") + "\"");
    assertThat(run.out()).contains("it is the same page as " + site.at("/a?print"));
    assertThat(run.summary()).isEqualTo("Imported 3 pages, 0 unchanged, 1 left out (1 duplicate).");
  }

  @Test
  void whatIsWrittenIsReadAsAPageOfTheContent() throws IOException {
    String title = "\"No\": 5 \\ 3 – 😀 #1 's";
    site.html("/", "<title>" + title + "</title><main><h2 id=a>A</h2><p>Text</p></main>");

    importSite("/");

    MarkdownFile file = new MarkdownFile("index.md", Files.readString(out.resolve("index.md")));
    PageResult read = PageReader.readAll(List.of(file), SiteLayout.PLAIN, LocalDate.EPOCH).get(0);
    assertThat(read.warnings()).isEmpty();
    assertThat(requireNonNull(read.page()).title()).isEqualTo(title);
    assertThat(requireNonNull(read.page()).passages())
        .extracting(Passage::url)
        .containsExactly(site.at("/#a"));
  }

  @Test
  void thePageIsReadInTheEncodingThatItIsSentIn() {
    site.set(
        "/",
        200,
        Map.of("Content-Type", "text/html; charset=ISO-8859-1"),
        "<main>Café".getBytes(StandardCharsets.ISO_8859_1));

    importSite("/");

    assertThat(out.resolve("index.md")).content().contains("Café");
  }

  @Test
  void aSiteThatCanNotBeReachedIsOneSentence() {
    site.close();

    ImportRun run = importSite("/");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            site.at("/")
                + " can't be imported: no server answers there; check the address and try again.\n");
  }

  @Test
  void aSiteThatIsAtAnotherHostIsOneSentenceThatNamesIt() {
    site.redirect("/", "https://www.example.com/");

    ImportRun run = importSite("/");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("it redirects to https://www.example.com/").hasLineCount(1);
  }

  private ImportRun importSite(String path) {
    return ImportRun.of(site.at(path), "--out", out.toString());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
