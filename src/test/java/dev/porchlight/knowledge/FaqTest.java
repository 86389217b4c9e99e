package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.FaqEntry;
import dev.porchlight.knowledge.content.FaqParser;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which questions get the owner's own answer, and which must not. */
final class FaqTest {

  private static final String FAQ =
      """
      # FAQ

      ## How do I book a course?

      - How can I sign up for a workshop?
      - Can I book a course online?

      Write to **Marta**. See [the courses](/courses).

      ## When is the shop open?

      From Tuesday to Saturday.

      ## Do you ship abroad?

      Yes, every Thursday.

      ## How much does a thesis of 100 pages cost?

      65 euros.

      ## Can I return a book that was not opened?

      Within thirty days.

      ## Wann öffnet der Laden?

      Um elf Uhr.

      ## Was kostet ein Gutschein?

      So viel Sie wollen.

      ## Combien coûte la visite guidée ?

      Huit euros.

      ## ¿Dónde está el taller?

      En el molino.
      """;

  private static final KnowledgeBase KNOWLEDGE =
      KnowledgeBase.of(
          List.of(
              new MarkdownFile("faq.md", FAQ),
              new MarkdownFile("de.md", "---\nlang: de\n---\n# Laden\n\nDer Laden ist offen."),
              new MarkdownFile("fr.md", "---\nlang: fr\n---\n# Visite\n\nLa visite est guidée."),
              new MarkdownFile("es.md", "---\nlang: es\n---\n# Taller\n\nEl taller es pequeño.")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "How do I book a course?             | Write to",
        "how do i book a course              | Write to",
        "How can I book courses?             | Write to",
        "How do you book a course here?      | Write to",
        "HOW DO I BOOK A COURSE???           | Write to",
        "how do I book a coures              | Write to",
        "How can one sign up for workshops?  | Write to",
        "Can I book a course online?         | Write to",
        "book course online                  | Write to",
        "When is the shop open?              | From Tuesday",
        "When are the shops open?            | From Tuesday",
        "when is your shop open              | From Tuesday",
        "Do you ship abroad?                 | Yes, every",
        "do you ship abroad                  | Yes, every",
        "Do you ship things abroad?          | Yes, every",
        "How much does a 100 pages thesis cost? | 65 euros",
        "Can I return books that were not opened? | Within thirty",
        "Wann öffnet der Laden?              | Um elf",
        "wann öffnen die Läden               | Um elf",
        "Wann öffnet denn der Laden          | Um elf",
        "Was kostet ein Gutschein?           | So viel",
        "was kosten Gutscheine               | So viel",
        "Combien coûte la visite guidée ?    | Huit",
        "combien coute une visite guidee     | Huit",
        "Combien coûte une visite guidée    | Huit",
        "¿Dónde está el taller?              | En el",
        "donde esta el taller                | En el",
        "¿Dónde están los talleres?          | En el"
      })
  void aQuestionInOtherInflectionsIsTheSame(String question, String answer) {
    FaqEntry entry = KNOWLEDGE.ownersAnswer(question);

    assertThat(entry).isNotNull();
    assertThat(Objects.requireNonNull(entry).answer()).startsWith(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How do I cancel a course?",
        "How do I book a room?",
        "How do I book?",
        "When do I book a course?",
        "Where do I book a course?",
        "Who books a course?",
        "Why book a course?",
        "How do I not book a course?",
        "How do I book a course without a computer?",
        "How do I book a course for children?",
        "How long is a course?",
        "How much is a course?",
        "course",
        "book",
        "Where is the shop?",
        "Is the shop open?",
        "When is the mill open?",
        "When is the shop open in January?",
        "When is the shop not open?",
        "open shop and closed shop",
        "Do you ship books?",
        "Do you ship abroad on Mondays?",
        "Why do you ship abroad?",
        "Don't you ship abroad?",
        "How do you ship abroad?",
        "How much does a thesis of 200 pages cost?",
        "How much does a thesis cost?",
        "How much does a book of 100 pages cost?",
        "Can I return a book that was opened?",
        "Can I return a book?",
        "Wo ist der Laden?",
        "Wann schließt der Laden?",
        "Wann öffnet der Laden nicht?",
        "Warum öffnet der Laden?",
        "Was kostet ein Kurs?",
        "Wie lange gilt ein Gutschein?",
        "Combien de temps dure la visite guidée ?",
        "Quand a lieu la visite guidée ?",
        "Combien coûte un carnet ?",
        "¿Cuándo abre el taller?",
        "¿Quién está en el taller?",
        "¿Dónde está la tienda?",
        "hi",
        "",
        "what is it?"
      })
  void aQuestionThatAsksSomethingElseIsNot(String question) {
    assertThat(KNOWLEDGE.ownersAnswer(question)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void noLabelledQuestionIsAnsweredWrongly(String set) throws IOException {
    URL questions = FaqTest.class.getResource("/retrieval/questions-" + set + ".txt");
    for (String line : Files.readAllLines(Path.of(Objects.requireNonNull(questions).getPath()))) {
      String question =
          line.startsWith("#") || line.isBlank() ? "" : line.split("\\|", -1)[2].strip();
      boolean isTheirs =
          List.of("When is the shop open?", "Wann hat der Laden geöffnet?").contains(question);
      if (!isTheirs) {
        assertThat(KNOWLEDGE.ownersAnswer(question)).as(question).isNull();
      }
    }
  }

  @Test
  void theFileIsReadWithItsWordingsItsLinksAndItsFaults() {
    SiteLayout layout = SiteLayout.of(Path.of("."), java.net.URI.create("https://ana.example"));
    FaqParser.Faq read =
        FaqParser.read(
            new MarkdownFile("faq.md", "---\nurl: /faq/\n---\n" + FAQ + "\n## Empty?\n"), layout);

    assertThat(read.entries()).hasSize(9);
    assertThat(read.entries().get(0).wordings())
        .containsExactly(
            "How do I book a course?",
            "How can I sign up for a workshop?",
            "Can I book a course online?");
    assertThat(read.entries().get(0).answer())
        .isEqualTo("Write to **Marta**. See [the courses](https://ana.example/courses).");
    assertThat(read.entries().get(0).source().url())
        .isEqualTo("https://ana.example/faq/#how-do-i-book-a-course");
    assertThat(read.warnings())
        .containsExactly("faq.md: the question \"Empty?\" has no answer; it is left out.");
  }

  @Test
  void theEntriesAreKnownToAModelToo() {
    assertThat(KNOWLEDGE.pages().get(0).passages())
        .extracting("title")
        .contains("FAQ › Do you ship abroad?");
    assertThat(KNOWLEDGE.pages().get(0).url()).isEmpty();
  }
}
