package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.testing.upstream.RecordedLog;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading the owner's content, and what is said where it can't be loaded. */
final class KnowledgeBaseTest {

  @TempDir Path folder;

  @Test
  void pagesOfSubFoldersAreReadInTheOrderOfTheirPaths() throws IOException {
    write("b.md", "# Second\n\ntext");
    write("a/deep/page.MD", "# First\n\ntext");
    write("notes.pdf", "not Markdown");
    write(".git/hidden.md", "# Hidden\n\ntext");

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages())
        .extracting(Page::title)
        .containsExactly("First", "Second");
  }

  @Test
  void theTitleIsTheFrontMattersElseTheFirstHeadingElseTheFileName() throws IOException {
    write("1.md", "---\ntitle: \"Given\"\n---\n# Heading\n\ntext");
    write("2.md", "# Heading *with* `marks`\n\ntext");
    write("3-opening_hours.md", "text");

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages())
        .extracting(Page::title)
        .containsExactly("Given", "Heading with marks", "3 opening hours");
  }

  @Test
  void withoutAPersonaThereIsADefaultOne() throws IOException {
    write("page.md", "text");

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().persona())
        .isEqualTo(Persona.DEFAULT);
  }

  @Test
  void thePersonaIsReadFromItsFrontMatterAndItsBody() throws IOException {
    write(
        "persona.md",
        """
        ---
        name: Ana’s site
        # a comment
        greeting: 'Hello: ask me!'
        greeting.de: Guten Tag!
        questions:
          - What does Ana do?
          - "How can I hire her?"
        ---

        Be *warm* and_brief.

        ---
        And kind.
        """);

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().persona())
        .isEqualTo(
            new Persona(
                "Ana’s site",
                "Hello: ask me!",
                Map.of("de", "Guten Tag!"),
                List.of("What does Ana do?", "How can I hire her?"),
                "Be *warm* and_brief.\n\n---\nAnd kind."));
    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages()).isEmpty();
  }

  @Test
  void whatMayBeAskedNextAreTheOwnersQuestionsOfThePageOrTheHeadingsAround() throws IOException {
    write(
        "lamps.md",
        "# Lamps\n\nAll.\n\n## Brass\n\nB.\n\n## Copper\n\nC.\n\n## Tin\n\nT.\n\n## Zinc\n\nZ.\n");
    write(
        "hours.md",
        "---\nquestions:\n  - Are you open on Sunday?\n---\n# Hours\n\nNine.\n\n## Winter\n\nTen.\n");
    KnowledgeBase knowledge = ContentLibrary.open(folder, SiteInfo.UNKNOWN).get();

    assertThat(knowledge.nextTo(passage(knowledge, "Lamps › Copper")))
        .containsExactly("Tin", "Brass", "Zinc");
    assertThat(knowledge.nextTo(passage(knowledge, "Lamps")))
        .containsExactly("Brass", "Copper", "Tin");
    assertThat(knowledge.nextTo(passage(knowledge, "Hours › Winter")))
        .containsExactly("Are you open on Sunday?");
  }

  private static Passage passage(KnowledgeBase knowledge, String title) {
    return knowledge.pages().stream()
        .flatMap(page -> page.passages().stream())
        .filter(passage -> passage.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFolderWithoutPagesIsAllowedWithAWarning() {
    KnowledgeBase knowledge;
    try (RecordedLog log = RecordedLog.of(ContentLibrary.class)) {
      knowledge = ContentLibrary.open(folder, SiteInfo.UNKNOWN).get();
      assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("knows nothing"));
    }

    assertThat(
            knowledge
                .find(RetrievalQuery.of("anything"), new RetrievalLimits(3, 3, true))
                .passages())
        .isEmpty();
    assertThat(
            String.join(
                "",
                new ExtractiveAnswerer(knowledge).answer(RetrievalQuery.of("anything")).pieces()))
        .endsWith("There are no pages here yet.");
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsDoNotHideTheFrontMatter() throws IOException {
    write("page.md", "\uFEFF---\r\ntitle: Given\r\n---\r\ntext\r\n");

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages().get(0).title())
        .isEqualTo("Given");
  }

  static List<Arguments> malformedPersonas() {
    return List.of(
        Arguments.of("---\ngreetings: Hi\n---\n", "\"greetings\" is not known in"),
        Arguments.of("---\nquestions:\n" + "- q\n".repeat(9) + "---\n", "takes at most 8 items"),
        Arguments.of("---\nname:\n  - a\n  - b\n---\n", "\"name\" takes one value"),
        Arguments.of("---\nname: [a\n---\n", "the front matter can't be parsed"),
        Arguments.of("x".repeat(20_001), "is 20,001 characters long; at most 20,000 are"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("malformedPersonas")
  void aMalformedPersonaIsRefusedInOneSentence(String text, String message) throws IOException {
    write("persona.md", text);

    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> ContentLibrary.open(folder, SiteInfo.UNKNOWN).get())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  static List<Arguments> faultyPages() {
    return List.of(
        Arguments.of(
            "---\ntitle x: [\nurl: /a\n---\n", "page.md, line 4: the front matter can't be"),
        Arguments.of("---\nurl: javascript:alert(1)\n---\n", "page.md: \"url\" takes an"),
        Arguments.of("---\nurl: //evil.example\n---\n", "page.md: \"url\" takes an"),
        Arguments.of("---\ntitle:\n  - a\n  - b\n---\n", "\"title\" takes one value"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("faultyPages")
  void aFaultyPageIsReadAsFarAsItCanBeWithAWarning(String text, String warning) throws IOException {
    write("page.md", text + "# Lamps\n\nThey shine.\n");
    write("other.md", "# Others\n\nThese too.\n");

    try (RecordedLog log = RecordedLog.of(ContentReader.class)) {
      assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages()).hasSize(2);
      assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains(warning));
    }
  }

  @Test
  void aFileThatCannotBeReadIsLeftOutWithAWarning() throws IOException {
    Files.write(folder.resolve("old.md"), new byte[] {'c', 'a', 'f', (byte) 0xe9});
    write("big.md", "x".repeat(1024 * 1024 + 1));
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    write("good.md", "# Good\n\ntext");

    try (RecordedLog log = RecordedLog.of(ContentReader.class)) {
      assertThat(titles()).containsExactly("Good");
      assertThat(log.lines())
          .hasSize(4)
          .anySatisfy(line -> assertThat(line).contains("left out: {unreadable=3}"))
          .anySatisfy(line -> assertThat(line).contains("old.md is not UTF-8 text"))
          .anySatisfy(line -> assertThat(line).contains("big.md is larger than the 1 MB"))
          .anySatisfy(line -> assertThat(line).contains("loop can't be read"));
    }
  }

  static List<Arguments> frontMatters() {
    return List.of(
        Arguments.of("+++\ntitle = \"T\"\n+++\nx", "T", ""),
        Arguments.of("+++\ntitle = 'T'\nurl = \"/t/\"\ndate = 2020-01-01\n+++\nx", "T", "/t/"),
        Arguments.of("{\n  \"title\": \"J\",\n  \"url\": \"/j\"\n}\n\nx", "J", "/j"),
        Arguments.of("---\ntitle: A\nhero:\n  title: B\n---\nx", "A", ""),
        Arguments.of("---\ntitle: A\nauthor:\n  url: https://x\n---\nx", "A", ""),
        Arguments.of("---\ntitle: A\nurl: about/\n---\nx", "A", "/about/"),
        Arguments.of("---\ntitle: A\nurl: tags\n---\nx", "A", "/tags"),
        Arguments.of("---\ntitle: A\npermalink: /p/\n---\nx", "A", "/p/"),
        Arguments.of("---\ntitle: A\ntags: [a,\nb]\n---\nx", "A", ""),
        Arguments.of("---\ntitle:No space\nurl: /n\n---\nx", "No space", "/n"),
        Arguments.of("---\ntitle: >\n  A long\n---\nx", "A long", ""),
        Arguments.of("---\n\"title\": x\n---\nx", "x", ""),
        Arguments.of("---\ntitle: X # note\n---\nx", "X", ""),
        Arguments.of("---\ntitle: No\n---\nx", "No", ""),
        Arguments.of("---\ntitle: 2024\n---\nx", "2024", ""),
        Arguments.of("---\n\nText at the top", "Page", ""),
        Arguments.of("---\n\nText\n\n---\n\nMore", "Page", ""),
        Arguments.of("{{< figure >}}\n\n# Lamps\n\nx", "Lamps", ""));
  }

  @ParameterizedTest
  @MethodSource("frontMatters")
  void frontMatterIsReadAsTheGeneratorsHaveIt(String text, String title, String url)
      throws IOException {
    write("page.md", text);

    assertThat(ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages())
        .extracting(Page::title, Page::url)
        .containsExactly(tuple(title, url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+++\ntitle = \"T\"\ndraft = true\n+++\nx",
        "---\ndraft: true\n---\nx",
        "---\npublished: false\n---\nx",
        "---\nunlisted: true\n---\nx",
        "---\nprivate: yes\n---\nx",
        "---\nrobots: noindex, nofollow\n---\nx",
        "---\ndate: 2999-01-01T10:00:00Z\n---\nx",
        "---\ndate:\n  created: 2999-01-01\n  updated: 2999-02-01\n---\nx"
      })
  void whatIsNotPublicIsLeftOut(String text) throws IOException {
    write("secret.md", text);
    write("good.md", "# Good\n\ntext");

    try (RecordedLog log = RecordedLog.of(ContentReader.class)) {
      assertThat(titles()).containsExactly("Good");
      assertThat(log.lines().get(0)).contains("1 pages with 1 passages").contains("=1}");
    }
  }

  @Test
  void whatIsShownWhereNothingIsFoundIsLeftOut() throws IOException {
    write("404.md", "# Not found\n\nNothing is here.");
    write("about.md", "# About\n\nAna.");
    ContentReport report = ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().report();
    assertThat(report.pages()).isOne();
    assertThat(report.leftOut()).containsEntry("error pages", 1);
  }

  @Test
  void whatGeneratorsKeepBesideThePagesIsLeftOut() throws IOException {
    for (String folderName :
        List.of("_drafts", "_includes", "_site", "public", "themes", "node_modules", ".git")) {
      write(folderName + "/page.md", "# Hidden\n\ntext");
    }
    write("docs/good.markdown", "# Good\n\ntext");
    write("notes.txt", "Plain text.");
    write("page.mdx", "# MDX\n\ntext");

    assertThat(titles()).containsExactlyInAnyOrder("Good", "Notes", "MDX");
  }

  @Test
  void thePageThatStandsForItsFolderHasTheFoldersName() throws IOException {
    write("opening-hours/index.md", "Ten to six.");
    write("shop/_index.md", "Lamps.");
    write("index.md", "Welcome.");

    assertThat(titles()).containsExactlyInAnyOrder("Opening hours", "Shop", "Home");
  }

  @Test
  void whatAGeneratorWouldReplaceIsTakenOut() throws IOException {
    write(
        "page.md",
        """
        # Lamps

        {% include nav.html %}
        See {{ site.title }} and {{< ref "x" >}}.

        {{< figure src="a.png" caption="The lamp at night" >}}

        <!-- a secret
        comment -->
        <div class="note">
        Join us on <a href="https://x">Discord</a>.
        </div>

        {% highlight java %}
        int lamp = 1;
        {% endhighlight %}

        ```liquid
        {% kept %}
        ```

        ## Hours {#hours}

        Ten to six. <!--more-->
        """);
    List<Passage> passages =
        ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages().get(0).passages();
    String text = passages.get(0).text();

    assertThat(text)
        .contains("The lamp at night", "Join us on", "Discord", "int lamp = 1;", "{% kept %}")
        .doesNotContain("include", "site.title", "{{", "secret", "<div", "highlight");
    assertThat(passages.get(1).title()).isEqualTo("Lamps › Hours");
    assertThat(passages.get(1).text()).isEqualTo("Ten to six.");
  }

  @Test
  void ofHtmlTheMainTextIsRead() throws IOException {
    write(
        "old/lamps.html",
        """
        <!DOCTYPE html><html lang="de"><head><title>Lampen</title>
        <meta name="description" content="Alle Lampen."></head><body>
        <nav><a href="/">Start</a></nav>
        <main><h2 id="oil">Öl</h2><p>Mit <b>Öl</b> gefüllt.</p>{% include x.html %}</main>
        <footer>Impressum</footer></body></html>
        """);
    write("hidden.html", "<html><head><meta name=robots content=noindex></head><p>No</p></html>");
    SiteInfo site = new SiteInfo(URI.create("https://ana.example"), null);

    assertThat(ContentLibrary.open(folder, site).get().pages())
        .singleElement()
        .satisfies(
            page -> {
              assertThat(page.title()).isEqualTo("Lampen");
              assertThat(page.details().language()).isEqualTo("de");
              assertThat(page.details().description()).isEqualTo("Alle Lampen.");
              assertThat(page.passages())
                  .extracting(Passage::url, Passage::text)
                  .containsExactly(
                      tuple("https://ana.example/old/lamps.html#oil", "Mit **Öl** gefüllt."));
            });
  }

  @Test
  void aLinkToAnotherFileLeadsToThatPage() throws IOException {
    write(
        "a/one.md",
        "See [two](../two.md#x), [three](three.md), [four](@/two.md#y), [none](@/x.md) and [top](/top).");
    write("two.md", "Two.");
    write("a/three.md", "---\nurl: /3/\n---\nThree.");
    SiteInfo site = new SiteInfo(URI.create("https://ana.example"), null);

    assertThat(ContentLibrary.open(folder, site).get().pages().get(0).passages().get(0).text())
        .isEqualTo(
            "See [two](https://ana.example/two#x), [three](https://ana.example/3/),"
                + " [four](https://ana.example/two#y), none and [top](https://ana.example/top).");
  }

  @Test
  void withoutAPersonaTheSiteSpeaksByItsNameOrItsHost() throws IOException {
    write("page.md", "text");
    URI url = URI.create("https://www.ana.example/blog");

    Persona byHost = ContentLibrary.open(folder, new SiteInfo(url, null)).get().persona();
    assertThat(byHost.name()).isEqualTo("ana.example");
    assertThat(byHost.instructions()).contains("the web site ana.example");
    assertThat(
            ContentLibrary.open(folder, new SiteInfo(url, "Ana’s lamps"))
                .get()
                .persona()
                .greeting())
        .isEqualTo("Hi! Ask me anything about Ana’s lamps.");
  }

  private List<String> titles() {
    return ContentLibrary.open(folder, SiteInfo.UNKNOWN).get().pages().stream()
        .map(Page::title)
        .toList();
  }

  @Test
  void aMissingFolderIsRefused() {
    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> ContentLibrary.open(folder.resolve("gone"), SiteInfo.UNKNOWN))
        .withMessage(
            "The content folder " + folder.resolve("gone") + " does not exist or is not a folder.");
  }

  @Test
  void packedContentIsReadOutOfAJarWithASpaceInItsPath() throws IOException {
    Path jar = Files.createDirectory(folder.resolve("a folder")).resolve("packed.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      put(out, "content/persona.md", "---\nname: Jar\n---\n");
      put(out, "content/sub/page.md", "# In the jar\n\ntext");
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(ContentLoader.readPacked(loader).files())
          .extracting(MarkdownFile::path)
          .containsExactly("persona.md", "sub/page.md");
    }
  }

  private static void put(JarOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
