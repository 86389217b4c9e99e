package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page's files say of each other and of the build. */
final class FrontendFilesTest {

  private static final Path FRONTEND = Path.of("frontend");
  private static final Pattern WEBJAR = Pattern.compile("/webjars/([\\w-]+)/([\\d.]+)/");
  private static final Pattern STATIC_IMPORT =
      Pattern.compile("(?m)^(?:import|export)\\b[^'\"();]*'(\\.[^']+)'");
  private static final Pattern PRELOAD = Pattern.compile("rel=\"modulepreload\" href=\"([^\"]+)\"");

  private static final Pattern WORDS = Pattern.compile("(?m)^  '([^']+)': '(.*)',$");
  private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:_[a-z]+)+)\"");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

  @Test
  void theLibrariesHaveTheVersionsOfThePom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<MatchResult> webjars =
        WEBJAR.matcher(Files.readString(FRONTEND.resolve("js/vendor.js"))).results().toList();
    assertThat(webjars).isNotEmpty();
    assertThat(webjars)
        .allSatisfy(
            webjar ->
                assertThat(pom)
                    .contains(
                        "<%1$s.version>%2$s</%1$s.version>"
                            .formatted(webjar.group(1), webjar.group(2))));
  }

  @Test
  void onlyOneModuleNamesTheLibraries() throws IOException {
    try (Stream<Path> files = Files.walk(FRONTEND)) {
      assertThat(
              files.filter(Files::isRegularFile).filter(file -> read(file).contains("/webjars/")))
          .containsExactly(FRONTEND.resolve("js/vendor.js"));
    }
  }

  @Test
  void whatThePageNeedsAtOnceIsPreloadedAndNothingElse() {
    Set<Path> needed = new TreeSet<>();
    collectImports(FRONTEND.resolve("js/main.js"), needed);
    needed.remove(FRONTEND.resolve("js/main.js"));
    assertThat(PRELOAD.matcher(read(FRONTEND.resolve("index.html"))).results())
        .extracting(preload -> FRONTEND.resolve(preload.group(1)))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  @Test
  void everyLanguageHasEveryWordAndItsPlaceholders() throws IOException {
    Map<String, Set<String>> english = placeholdersOf(FRONTEND.resolve("js/i18n/en.js"));
    try (Stream<Path> languages = Files.list(FRONTEND.resolve("js/i18n"))) {
      assertThat(languages.filter(file -> file.getFileName().toString().matches("..\\.js")))
          .hasSize(8)
          .allSatisfy(language -> assertThat(placeholdersOf(language)).isEqualTo(english));
    }
  }

  @Test
  void aLinkToThePageIsShownWithWordsAndAnIcon() throws IOException {
    assertThat(read(FRONTEND.resolve("index.html")))
        .contains("name=\"description\"", "property=\"og:title\"", "property=\"og:description\"")
        .contains("rel=\"icon\" href=\"favicon.svg\"")
        .contains("rel=\"manifest\" href=\"manifest.webmanifest\"");
    JsonNode manifest = new JsonMapper().readTree(read(FRONTEND.resolve("manifest.webmanifest")));
    assertThat(manifest.path("name").asText()).isEqualTo("Porchlight");
    assertThat(manifest.path("icons"))
        .isNotEmpty()
        .allSatisfy(icon -> assertThat(FRONTEND.resolve(icon.path("src").asText())).exists());
  }

  @Test
  void everyRefusalThatMayPassHasItsWords() {
    assertThat(
            CODE.matcher(read(Path.of("src/main/java/dev/porchlight/web/RefusalProblems.java")))
                .results())
        .extracting(code -> "failed." + code.group(1))
        .contains("failed.server_busy", "failed.line_full")
        .isSubsetOf(placeholdersOf(FRONTEND.resolve("js/i18n/en.js")).keySet());
  }

  /** What the page goes by before the server has sent its own, or where it can't. */
  @Test
  void thePageStartsWithTheServersLimits() {
    try (TestServer server = TestServer.start(Map.of());
        RecordedStream config = server.visitor().get("/config", "Connection: close")) {
      JsonNode limits = config.json().path("limits");
      String app = read(FRONTEND.resolve("js/app.js")).replace("_", "");
      assertThat(limits.size()).isEqualTo(3);
      limits
          .properties()
          .forEach(limit -> assertThat(app).contains(limit.getKey() + ": " + limit.getValue()));
    }
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void everyFailureOfAnAnswerHasItsWords(FailureCode code) {
    assertThat(placeholdersOf(FRONTEND.resolve("js/i18n/en.js")))
        .containsKey("failed." + code.name().toLowerCase(Locale.ROOT));
  }

  private static Map<String, Set<String>> placeholdersOf(Path language) {
    return WORDS
        .matcher(read(language))
        .results()
        .collect(
            Collectors.toMap(
                words -> words.group(1),
                words ->
                    PLACEHOLDER
                        .matcher(words.group(2))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet())));
  }

  private static void collectImports(Path module, Set<Path> found) {
    if (found.add(module)) {
      STATIC_IMPORT
          .matcher(read(module))
          .results()
          .map(imported -> module.resolveSibling(imported.group(1)).normalize())
          .forEach(imported -> collectImports(imported, found));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
