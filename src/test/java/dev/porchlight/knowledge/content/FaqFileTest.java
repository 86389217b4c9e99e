package dev.porchlight.knowledge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.porchlight.knowledge.content.FaqEditException.Part;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are appended to the owner's file, and nothing else of it changes. */
final class FaqFileTest {

  @TempDir Path folder;

  @Test
  void aFileIsMadeWhereThereIsNone() throws Exception {
    append("Do you ship abroad?", "Yes, **every** Thursday.");
    assertThat(text()).isEqualTo("## Do you ship abroad?\n\nYes, **every** Thursday.\n");
    append("Where are you?", "In Porto.\n\n- by the river\n");
    assertThat(text())
        .isEqualTo(
            """
            ## Do you ship abroad?

            Yes, **every** Thursday.

            ## Where are you?

            In Porto.

            - by the river
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "---\nurl: https://ana.example/faq\n---\n## One?\n\nFirst.\n",
        "---\nurl: https://ana.example/faq\n---",
        "+++\nurl = 'x'\n+++\n# FAQ\n\n## One?\n\n- Another one?\n\nFirst.",
        "\uFEFF## One?\n\nFirst.\n\n",
        "## One?\n\n```sh\n## no heading\n```\n",
        "Only words, without a line end"
      })
  void whatStandsInTheFileStays(String before) throws Exception {
    Files.writeString(file(), before);
    List<FaqEntry> present = entries();
    append("Two?", "Second.");
    assertThat(text()).startsWith(before).endsWith("\n## Two?\n\nSecond.\n");
    assertThat(entries()).hasSize(present.size() + 1);
    assertThat(entries().subList(0, present.size())).isEqualTo(present);
  }

  @Test
  void theLineEndsAreThoseOfTheFile() throws Exception {
    Files.writeString(file(), "## One?\r\n\r\nFirst.\r\n");
    append("Two?", "Second.\n\nAnd more.\r\nAnd more.");
    assertThat(text())
        .isEqualTo(
            "## One?\r\n\r\nFirst.\r\n\r\n## Two?\r\n\r\nSecond.\r\n\r\nAnd more.\r\nAnd more.\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Is it **bold** or `code` or [a link](https://evil.example) or ![an image](x.png)?",
        "# What ## is # this? ##",
        "- a list? > a quote? 1. a number?",
        "<script>alert(1)</script> <!-- is it & &amp; &lt; safe?",
        "What is {{ site.secret }} and {% include x %} and {{< figure >}}?",
        "Is {: .class } or [[wiki]] or [^1] or ~~gone~~ or a | table | known?",
        "back\\slash and \\# and \\\\?",
        "Is C# an answer? #",
        "---"
      })
  void theQuestionIsTheseCharactersAndNothingElse(String question) throws Exception {
    if (question.equals("---")) {
      assertThat(refusal(question, "Yes.").part()).isEqualTo(Part.QUESTION);
      return;
    }
    append(question, "Yes.");
    assertThat(entries())
        .singleElement()
        .extracting(FaqEntry::wordings)
        .isEqualTo(List.of(question));
    assertThat(text()).doesNotContain("{{", "{%", "<");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "One?\n\n## Two?\n\nForged.\n",
        "One?\r\n---\r\n## Two?\r\n\r\nForged.",
        "One?\u2028## Two?\u2029Forged.\u0085Forged.\u000B\u000C\u0000",
        "\n\n\n# One?\n===\n"
      })
  void theQuestionIsOneLine(String question) throws Exception {
    append(question, "Yes.");
    assertThat(entries()).hasSize(1);
    assertThat(text().lines()).hasSize(3);
    assertThat(text()).startsWith("## ").endsWith("\n\nYes.\n");
  }

  @Test
  void whatTurnsTheDirectionOfTextIsLeftOut() throws Exception {
    append("Is it \u202Eevil\u202C or \u2066not\u2069?", "No.");
    assertThat(text()).startsWith("## Is it evil or not?\n");
  }

  @Test
  void noQuestionOfMarksBreaksOut() throws Exception {
    Random random = new Random(7);
    String marks = "#*_`~[](){}<>!&|\\-+=:.>\"'$%^@/ \n\tä1a";
    for (int i = 0; i < 300; i++) {
      String question =
          random
              .ints(1 + random.nextInt(40), 0, marks.length())
              .mapToObj(at -> String.valueOf(marks.charAt(at)))
              .collect(Collectors.joining("", "a", "b"));
      Files.deleteIfExists(file());
      append(question, "Yes.");
      assertThat(entries())
          .as(question)
          .singleElement()
          .extracting(FaqEntry::answer)
          .isEqualTo("Yes.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"## Another?\n\nForged.\" | heading",
        "\"Yes.\n\n# Another?\n\nForged.\" | heading",
        "\"Yes.\n---\n\nMore.\" | heading",
        "\"Yes\n===\" | heading",
        "\"- Do you mean this?\n- Or that?\n\nYes.\" | list of questions",
        "\"```sh\nls\" | leaves something open",
        "\"Yes.\n\n<!-- and\" | leaves something open",
        "\"Yes.\n\n<script>\" | leaves something open",
        "\"Yes.\n\n[first]: https://evil.example\" | changes other entries",
        "\"   \" | empty",
        "\"<!-- nothing -->\" | empty"
      })
  void anAnswerThatIsMoreThanOneIsRefused(String answer, String why) throws Exception {
    String before = "## One?\n\nSee [first].\n";
    Files.writeString(file(), before);
    FaqEditException refusal = refusal("Two?", answer);
    assertThat(refusal.part()).isEqualTo(Part.ANSWER);
    assertThat(refusal).hasMessageContaining(why);
    assertThat(text()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```sh\n# no heading\n```",
        "> ## In a quote",
        "Yes.\n\n---\n\nMore.",
        "1. One\n2. Two",
        "- Is it?\n- It is.",
        "<b>Yes</b>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "    indented"
      })
  void markdownWithinTheEntryIsTaken(String answer) throws Exception {
    append("One?", answer);
    append("Two?", "Second.");
    assertThat(entries()).hasSize(2);
    assertThat(text()).contains("\n\n" + answer + "\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"## One?\n\n```\nopen", "## One?\n\n<!-- open", "x\n\n<script>"})
  void aFileThatIsOpenAtItsEndHasToBeMendedFirst(String before) throws IOException {
    Files.writeString(file(), before);
    FaqEditException refusal = refusal("Two?", "Second.");
    assertThat(refusal.part()).isEqualTo(Part.FILE);
    assertThat(refusal).hasMessageContaining("Correct the file first");
    assertThat(text()).isEqualTo(before);
  }

  @Test
  void whatIsTooLongIsRefusedWithTheBound() {
    assertThat(refusal("a".repeat(301), "Yes.")).hasMessageContaining("301", "300");
    assertThat(refusal("One?", "a".repeat(10_001))).hasMessageContaining("10001", "10000");
  }

  @Test
  void aFileAtItsBoundTakesNoMore() throws IOException {
    Files.writeString(file(), "## One?\n\n" + "word ".repeat(209_000));
    assertThat(refusal("Two?", "a ".repeat(4_000))).hasMessageContaining("1 MB");
  }

  @Test
  void aLinkStaysOneAndTheFileKeepsItsPermissions(@TempDir Path elsewhere) throws Exception {
    Path real = Files.writeString(elsewhere.resolve("answers.md"), "## One?\n\nFirst.\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-r--"));
    Files.createSymbolicLink(file(), real);
    append("Two?", "Second.");
    assertThat(file()).isSymbolicLink();
    assertThat(real).content().contains("## Two?");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-rw-r--");
  }

  @Test
  void whyItCannotBeWrittenIsSaid() throws IOException {
    assertThat(new FaqFile(folder).problem()).isNull();
    assertThat(new FaqFile(null).problem()).contains("CONTENT_DIR");
    Files.createDirectory(file());
    assertThat(new FaqFile(folder).problem()).contains("not a file");
    assertThat(refusal("One?", "First.").part()).isEqualTo(Part.FILE);
  }

  @Test
  void aFileThatIsNotUtf8IsLeftAlone() throws IOException {
    byte[] latin1 = {'#', '#', ' ', (byte) 0xE9, '\n'};
    Files.write(file(), latin1);
    assertThat(refusal("One?", "First.")).hasMessageContaining("UTF-8");
    assertThat(file()).hasBinaryContent(latin1);
  }

  private void append(String question, String answer) throws FaqEditException {
    new FaqFile(folder).append(question, answer);
  }

  private FaqEditException refusal(String question, String answer) {
    @Nullable FaqEditException refusal =
        catchThrowableOfType(FaqEditException.class, () -> append(question, answer));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private Path file() {
    return folder.resolve("faq.md");
  }

  private String text() throws IOException {
    return Files.readString(file());
  }

  private List<FaqEntry> entries() throws IOException {
    String text = text();
    return FaqParser.read(
            new MarkdownFile("faq.md", text.startsWith("\uFEFF") ? text.substring(1) : text),
            SiteLayout.PLAIN)
        .entries();
  }
}
