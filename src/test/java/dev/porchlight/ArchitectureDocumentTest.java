package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document on the architecture names what is there. */
final class ArchitectureDocumentTest {

  private static final Path DOCUMENT = Path.of("docs/architecture.md");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");
  private static final Pattern MODULE = Pattern.compile("`((?:[a-z-]+/)*[a-z-]+\\.js)`");
  private static final Pattern PACKAGE = Pattern.compile("\\| `([a-z]+(?:\\.[a-z]+)*)`:");

  @Test
  void everyClassThatItNamesExists() throws IOException {
    Set<String> classes = namesIn(Path.of("src"), ".java");
    assertThat(found(CLASS)).hasSizeGreaterThan(40).isSubsetOf(classes);
  }

  @Test
  void everyModuleThatItNamesExists() throws IOException {
    assertThat(found(MODULE))
        .isNotEmpty()
        .allSatisfy(
            module ->
                assertThat(
                        Stream.of("frontend", "frontend/js").map(folder -> Path.of(folder, module)))
                    .anySatisfy(file -> assertThat(file).exists()));
  }

  @Test
  void everyPackageThatItNamesExists() throws IOException {
    assertThat(found(PACKAGE))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(Path.of("src/main/java/dev/porchlight", name.replace('.', '/')))
                    .isDirectory());
  }

  private static Set<String> found(Pattern pattern) throws IOException {
    return pattern
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> namesIn(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .collect(Collectors.toSet());
    }
  }
}
