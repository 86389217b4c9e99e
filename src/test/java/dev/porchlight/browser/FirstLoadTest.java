package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.LoadState;
import dev.porchlight.testing.CountingRelay;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a visit costs a visitor's line, where the build has bundled the page. */
final class FirstLoadTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final int MAX_REQUESTS = 8;
  private static final long MAX_BYTES = 60_000;
  private static final long MAX_BYTES_AGAIN = 3_000;
  private static final int MAX_EMBED_BYTES = 5_000;
  private static final String PICTURE =
      "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>";
  private static final int PORTRAIT_BYTES = 12_000;
  private static final Pattern BUNDLE = Pattern.compile("/assets/[\\w-]+-[A-Z0-9]{8}\\.(?:js|css)");

  private final List<Response> responses = new ArrayList<>();

  /**
   * A build on a machine that has no esbuild has none; one that continuous integration runs has.
   */
  @BeforeAll
  static void theBuildHasBundledThePage() {
    boolean isBundled = FirstLoadTest.class.getResource("/frontend-bundle.json") != null;
    assumeTrue(isBundled || "true".equals(System.getenv("CI")), "The build bundled nothing.");
    assertThat(isBundled).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar"})
  void theFirstVisitTakesFewRequestsAndTheNextOne(String locale, @TempDir Path folder)
      throws IOException {
    writeSite(folder);
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()));
        CountingRelay relay = CountingRelay.before(server.address())) {
      Page tab = chromium.open(new Browser.NewContextOptions().setLocale(locale));
      tab.onResponse(responses::add);
      visit(tab, relay);
      assertThat(responses).extracting(Response::status).containsOnly(200);
      assertThat(relay.requests()).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
      assertThat(relay.bytes()).isLessThanOrEqualTo(MAX_BYTES);
      assertThat(responses)
          .filteredOn(response -> BUNDLE.matcher(response.url()).find())
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(
              response ->
                  assertThat(response.headerValue("cache-control"))
                      .isEqualTo("public, max-age=31536000, immutable"));

      long before = relay.bytes();
      List<String> first = relay.requests();
      visit(tab.context().newPage(), relay);
      assertThat(relay.requests()).hasSize(first.size() + 1);
      assertThat(relay.requests()).filteredOn("/"::equals).hasSize(2);
      assertThat(relay.bytes() - before).isLessThan(MAX_BYTES_AGAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar"})
  void theOwnersColorsAndPicturesCostAFirstVisitLittle(String locale, @TempDir Path folder)
      throws IOException {
    writeSite(folder);
    Files.writeString(folder.resolve("favicon.svg"), PICTURE);
    Files.writeString(folder.resolve("logo.svg"), PICTURE);
    byte[] portrait = new byte[PORTRAIT_BYTES];
    new Random(1).nextBytes(portrait);
    Files.write(folder.resolve("portrait.jpg"), portrait);
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()));
        CountingRelay relay = CountingRelay.before(server.address())) {
      Page tab = chromium.open(new Browser.NewContextOptions().setLocale(locale));
      List<String> errors = new ArrayList<>();
      tab.onConsoleMessage(message -> errors.add(message.text()));
      visit(tab, relay);
      assertThat(errors).isEmpty();
      assertThat(tab.locator("html")).hasCSS("background-color", "rgb(1, 2, 3)");
      assertThat(tab.locator(".mark").evaluate("logo => logo.naturalWidth")).isEqualTo(8);
      assertThat(relay.requests())
          .anyMatch(address -> address.startsWith("/brand/portrait.jpg"))
          .noneMatch(address -> address.contains("theme.css") || address.contains("logo"));
      // A browser that installs pages also fetches the manifest.
      assertThat(relay.requests()).hasSizeLessThanOrEqualTo(MAX_REQUESTS - 1);
      assertThat(relay.bytes()).isBetween((long) PORTRAIT_BYTES, MAX_BYTES - 1_500);
    }
  }

  @Test
  void aLongStyleSheetIsAFileOfItsOwn(@TempDir Path folder) throws IOException {
    writeSite(folder);
    for (String more : List.of("/* %s */".formatted("x".repeat(5_000)), "/* </style> */")) {
      Files.writeString(folder.resolve("theme.css"), "html { background: rgb(7, 2, 3) }" + more);
      try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()));
          RecordedStream html = server.visitor().get("/", "Connection: close")) {
        assertThat(html.body()).contains("href=\"theme.css?v=").doesNotContain("<style>");
        Page tab = chromium.open();
        ChatPage.open(tab, server.address());
        assertThat(tab.locator("html")).hasCSS("background-color", "rgb(7, 2, 3)");
      }
    }
  }

  @Test
  void theEmbedIsOneSmallFile() {
    try (TestServer server = TestServer.start(Map.of());
        RecordedStream script =
            server.visitor().get("/embed.js", "Accept-Encoding: gzip\r\nConnection: close")) {
      assertThat(script.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(Integer.parseInt(script.header("Content-Length")))
          .isBetween(2_000, MAX_EMBED_BYTES);
    }
  }

  @Test
  void anOwnersChangedFileIsFetchedAgain(@TempDir Path folder) throws IOException {
    writeSite(folder);
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()))) {
      Page tab = chromium.open();
      ChatPage.open(tab, server.address());
      assertThat(tab.locator("html")).hasCSS("background-color", "rgb(1, 2, 3)");
      Files.writeString(folder.resolve("theme.css"), "html { background: rgb(3, 2, 1) }");
      ChatPage.open(tab, server.address());
      assertThat(tab.locator("html")).hasCSS("background-color", "rgb(3, 2, 1)");
    }
  }

  private static void visit(Page tab, CountingRelay relay) {
    tab.navigate(relay.address().toString());
    assertThat(tab.locator(".greeting")).isVisible();
    tab.waitForLoadState(LoadState.NETWORKIDLE);
  }

  private static void writeSite(Path folder) throws IOException {
    Files.writeString(folder.resolve("page.md"), "# Lamps\n\nBrass lamps shine for long.");
    Files.writeString(folder.resolve("theme.css"), "html { background: rgb(1, 2, 3) }");
  }
}
