package dev.porchlight.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that are not allowed are one sentence that says what is. */
final class ImportArgumentsTest {

  static Stream<Arguments> notAllowed() {
    String site = "https://example.com/";
    return Stream.of(
        Arguments.of(List.of(), "No source was given; give a site’s address"),
        Arguments.of(List.of("example.com"), "\"example.com\" is neither a folder nor an address"),
        Arguments.of(List.of("ftp://example.com/"), "\"ftp://example.com/\" is no address"),
        Arguments.of(List.of("https://a:b@example.com/"), "without a user name"),
        Arguments.of(List.of(site, "x"), "Two sources were given"),
        Arguments.of(List.of(site, "--depth=1"), "The option \"--depth=1\" does not exist"),
        Arguments.of(List.of(site, "--out"), "\"--out\" was given without a value"),
        Arguments.of(List.of(site, "--out", " "), "\" \" is no name of a folder"),
        Arguments.of(List.of(site, "--out", "pom.xml"), "\"pom.xml\", which is a file"),
        Arguments.of(List.of(site, "--max", "0"), "\"--max\" was \"0\"; give a whole number"),
        Arguments.of(List.of(site, "--max=many"), "from 1 to 20000"));
  }

  @ParameterizedTest
  @MethodSource("notAllowed")
  void argumentsThatAreNotAllowedAreOneSentence(List<String> arguments, String sentence) {
    ImportRun run = ImportRun.of(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).hasLineCount(1).endsWith(".\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void pagesAreWrittenToTheContentFolderUnlessAnotherIsGiven(@TempDir Path folder)
      throws IOException, ImportException {
    Files.writeString(folder.resolve("a.html"), "a");

    ImportArguments arguments = ImportArguments.of(List.of(folder.toString()));

    assertThat(arguments).isEqualTo(new ImportArguments(null, folder, Path.of("content"), 500));
  }
}
