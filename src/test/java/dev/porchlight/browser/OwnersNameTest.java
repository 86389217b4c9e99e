package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The owner's name, words and pictures: in the first HTML, before any script has run. */
final class OwnersNameTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String PICTURE =
      "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><desc>%s</desc><rect width='8' height='8'/></svg>"
          .formatted("Too large to stand in the page itself. ".repeat(100));

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void startTheSite() throws IOException {
    Files.writeString(
        folder.resolve("persona.md"),
        """
        ---
        name: Ana & Söhne
        description: All of <Ana's> work, in one place.
        greeting: Hello! Ask me about Ana's work.
        greeting.de: Guten Tag!
        questions:
          - What does "Ana" do?
          - Is it <b>open</b>?
        ---
        """);
    server =
        TestServer.start(
            Map.of("CONTENT_DIR", folder.toString(), "PUBLIC_URL", "https://ana.example/chat"));
  }

  @AfterEach
  void closeTheSite() {
    server.close();
  }

  @Test
  void itIsAllThereWhereNoScriptRuns() {
    Page tab = chromium.open(new NewContextOptions().setJavaScriptEnabled(false));
    tab.navigate(server.address().toString());
    assertThat(tab).hasTitle("Ana & Söhne");
    assertThat(tab.locator("#site-name")).hasText("Ana & Söhne");
    assertThat(tab.locator(".greeting")).hasText("Hello! Ask me about Ana's work.");
    assertThat(tab.locator(".about")).hasText("All of <Ana's> work, in one place.");
    assertThat(tab.locator(".suggestion"))
        .hasText(new String[] {"What does \"Ana\" do?", "Is it <b>open</b>?"});
    assertThat(tab.locator("meta[property='og:title']")).hasAttribute("content", "Ana & Söhne");
    assertThat(tab.locator("meta[name=description]"))
        .hasAttribute("content", "All of <Ana's> work, in one place.");
    assertThat(tab.locator("meta[property='og:url']"))
        .hasAttribute("content", "https://ana.example/chat/");
    assertThat(tab.locator("meta[property='og:image']")).hasCount(0);
  }

  @Test
  void theGreetingIsInTheVisitorsLanguageAndTheEmbeddingPagesCountsBeforeIt() {
    try (RecordedStream page = get("/", "Accept-Language: sv, de-AT;q=0.8, en;q=0.5")) {
      assertThat(page.body()).contains(">Guten Tag!<");
      assertThat(page.header("Vary")).contains("Accept-Language");
    }
    try (RecordedStream page = get("/?lang=de&greeting=%3Cscript%3Ealert(1)%3C%2Fscript%3E")) {
      assertThat(page.body()).contains(">&lt;script&gt;alert(1)&lt;/script&gt;<");
    }
    try (RecordedStream page = get("/", "Accept-Language: ;;;")) {
      assertThat(page.status()).isEqualTo(200);
    }
  }

  @Test
  void thePageNeedsNoFurtherAnswerToShowItselfAndShowsNoOtherName() {
    Page tab = chromium.open();
    List<String> names = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    tab.exposeFunction("named", (Object... seen) -> names.add((String) seen[0]));
    tab.addInitScript(
        "new MutationObserver(() => named(document.title)).observe(document,"
            + " { subtree: true, childList: true, characterData: true });");
    tab.onRequest(request -> asked.add(request.url()));
    ChatPage page = ChatPage.open(tab, server.address());
    page.ask("What?");
    page.awaitEnd();
    assertThat(names).doesNotContain("Porchlight");
    assertThat(asked).noneMatch(url -> url.endsWith("/config"));
  }

  @Test
  void whatIsAskedBeforeTheScriptsAreThereIsAskedThen() {
    Page tab = chromium.open();
    List<Route> held = new ArrayList<>();
    tab.route("**/{i18n/fr,assets/fr-*}.js", held::add);
    tab.navigate(server.address() + "/?lang=fr");
    tab.locator(".suggestion").first().click();
    tab.waitForCondition(() -> !held.isEmpty());
    held.forEach(Route::resume);
    assertThat(tab.locator(".exchange .question")).hasText("What does \"Ana\" do?");
  }

  @Test
  void picturesInTheContentFolderAreShownAndNothingElseOfIt() throws IOException {
    for (String name : List.of("favicon.svg", "logo.svg", "portrait.png", "og.png")) {
      Files.writeString(folder.resolve(name), PICTURE);
    }
    String version = versionOf("/brand/logo.svg");
    try (RecordedStream page = get("/")) {
      assertThat(page.body())
          .contains(
              "<link rel=\"icon\" href=\"brand/favicon.svg?v=%s\" type=\"image/svg+xml\">"
                  .formatted(version),
              "content=\"https://ana.example/chat/brand/og.png?v=%s\"".formatted(version),
              "class=\"mark\" src=\"brand/logo.svg?v=%s\"".formatted(version),
              "class=\"portrait\" src=\"brand/portrait.png?v=%s\"".formatted(version));
    }
    try (RecordedStream logo = get("/brand/logo.svg")) {
      assertThat(logo.header("Content-Type")).startsWith("image/svg+xml");
      assertThat(logo.body()).isEqualTo(PICTURE);
    }
    for (String other : List.of("persona.md", "logo.webp", "..%2Fpersona.md", "logo.txt")) {
      try (RecordedStream refused = get("/brand/" + other)) {
        assertThat(refused.status()).as(other).isIn(400, 404);
      }
    }
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    assertThat(page.tab().locator(".portrait")).isVisible();
    Axe.expectNoViolation("with pictures", page.tab());
  }

  /** As the validator of the file has it. */
  private String versionOf(String path) {
    try (RecordedStream file = get(path)) {
      return String.valueOf(file.header("ETag")).replaceAll("W/|\"", "");
    }
  }

  @Test
  void theManifestHasTheOwnersNameIconAndItsType() throws IOException {
    Files.writeString(folder.resolve("favicon.png"), PICTURE);
    try (RecordedStream response = get("/manifest.webmanifest")) {
      assertThat(response.header("Content-Type")).startsWith("application/manifest+json");
      JsonNode manifest = new JsonMapper().readTree(response.body());
      assertThat(manifest.path("name").asText()).isEqualTo("Ana & Söhne");
      assertThat(manifest.path("icons").path(0).path("src").asText())
          .isEqualTo("brand/favicon.png?v=" + versionOf("/brand/favicon.png"));
      assertThat(manifest.path("icons").path(0).path("type").asText()).isEqualTo("image/png");
    }
  }

  @Test
  void theServerKnowsTheLanguagesThatThePageSpeaks() throws IOException {
    String handler = Files.readString(Path.of("src/main/java/dev/porchlight/web/PageHandler.java"));
    try (var languages = Files.list(Path.of("frontend/js/i18n"))) {
      assertThat(
              languages
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.matches("..\\.js")))
          .hasSize(8)
          .allSatisfy(name -> assertThat(handler).contains("\"" + name.substring(0, 2) + "\""));
    }
  }

  private RecordedStream get(String path, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Connection: close";
    return server.visitor().get(path, all);
  }
}
