package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.search.RetrievalQuery;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Loading the owner's content, and what is said where it can't be loaded. */
final class KnowledgeBaseTest {

  @TempDir Path folder;

  @Test
  void pagesOfSubFoldersAreReadInTheOrderOfTheirPaths() throws IOException {
    write("b.md", "# Second\n\ntext");
    write("a/deep/page.MD", "# First\n\ntext");
    write("notes.txt", "not Markdown");
    write(".git/hidden.md", "# Hidden\n\ntext");

    assertThat(KnowledgeBase.in(folder).pages())
        .extracting(Page::title)
        .containsExactly("First", "Second");
  }

  @Test
  void theTitleIsTheFrontMattersElseTheFirstHeadingElseTheFileName() throws IOException {
    write("1.md", "---\ntitle: \"Given\"\n---\n# Heading\n\ntext");
    write("2.md", "# Heading *with* `marks`\n\ntext");
    write("3-opening_hours.md", "text");

    assertThat(KnowledgeBase.in(folder).pages())
        .extracting(Page::title)
        .containsExactly("Given", "Heading with marks", "3 opening hours");
  }

  @Test
  void withoutAPersonaThereIsADefaultOne() throws IOException {
    write("page.md", "text");

    assertThat(KnowledgeBase.in(folder).persona()).isEqualTo(Persona.DEFAULT);
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
        questions:
          - What does Ana do?
          - "How can I hire her?"
        ---

        Be *warm* and_brief.

        ---
        And kind.
        """);

    assertThat(KnowledgeBase.in(folder).persona())
        .isEqualTo(
            new Persona(
                "Ana’s site",
                "Hello: ask me!",
                List.of("What does Ana do?", "How can I hire her?"),
                "Be *warm* and_brief.\n\n---\nAnd kind."));
    assertThat(KnowledgeBase.in(folder).pages()).isEmpty();
  }

  @Test
  void aFolderWithoutPagesIsAllowed() {
    KnowledgeBase knowledge = KnowledgeBase.in(folder);

    assertThat(knowledge.find(RetrievalQuery.of("anything"), 3, 3).passages()).isEmpty();
    assertThat(
            String.join(
                "",
                new ExtractiveAnswerer(knowledge).answer(RetrievalQuery.of("anything")).pieces()))
        .endsWith("There are no pages here yet.");
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsDoNotHideTheFrontMatter() throws IOException {
    write("page.md", "\uFEFF---\r\ntitle: Given\r\n---\r\ntext\r\n");

    assertThat(KnowledgeBase.in(folder).pages().get(0).title()).isEqualTo("Given");
  }

  static List<Arguments> malformedFiles() {
    return List.of(
        Arguments.of("page.md", "---\ntitle: x\n\ntext", "page.md opens its front matter with ---"),
        Arguments.of(
            "page.md", "---\ntitle x\n---\n", "page.md, line 2: the front matter may hold"),
        Arguments.of("a/b.md", "---\nurl: javascript:alert(1)\n---\n", "a/b.md: \"url\" takes an"),
        Arguments.of("page.md", "---\nurl: //evil.example\n---\n", "page.md: \"url\" takes an"),
        Arguments.of("page.md", "---\ntitle:\n  - a\n  - b\n---\n", "\"title\" takes one value"),
        Arguments.of("persona.md", "---\ngreetings: Hi\n---\n", "\"greetings\" is not known in"),
        Arguments.of(
            "persona.md", "---\nquestions: [a, b]\n---\n", "\"questions\" takes at most 8"),
        Arguments.of(
            "persona.md",
            "---\nquestions:\n" + "- q\n".repeat(9) + "---\n",
            "takes at most 8 items"),
        Arguments.of(
            "persona.md", "x".repeat(20_001), "is 20,001 characters long; at most 20,000 are"),
        Arguments.of("big.md", "x".repeat(1024 * 1024 + 1), "big.md is larger than the 1 MB"),
        Arguments.of("many.md", "# h\n\nt\n\n".repeat(20_001), "20,001 sections; at most 20,000"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("malformedFiles")
  void aMalformedFileIsRefusedInOneSentence(String path, String text, String message)
      throws IOException {
    write(path, text);

    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> KnowledgeBase.in(folder))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Files.write(folder.resolve("old.md"), new byte[] {'c', 'a', 'f', (byte) 0xe9});

    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> KnowledgeBase.in(folder))
        .withMessage("old.md is not UTF-8 text; save it as UTF-8.");
  }

  @Test
  void aMissingFolderIsRefused() {
    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> KnowledgeBase.in(folder.resolve("gone")))
        .withMessage(
            "The content folder " + folder.resolve("gone") + " does not exist or is not a folder.");
  }

  @Test
  void tooManyFilesAreRefused() throws IOException {
    for (int i = 0; i <= ContentLoader.MAX_FILES; i++) {
      write(i + ".md", "text");
    }

    assertThatExceptionOfType(ContentException.class)
        .isThrownBy(() -> KnowledgeBase.in(folder))
        .withMessageContaining("more than 1,000 Markdown files");
  }

  @Test
  void packedContentIsReadOutOfAJarWithASpaceInItsPath() throws IOException {
    Path jar = Files.createDirectory(folder.resolve("a folder")).resolve("packed.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      put(out, "content/persona.md", "---\nname: Jar\n---\n");
      put(out, "content/sub/page.md", "# In the jar\n\ntext");
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(ContentLoader.readPacked(loader))
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
