package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Images of the owner's own pages in an answer, and no others. */
final class ImagePageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String PIXEL =
      "<svg xmlns='http://www.w3.org/2000/svg' width='320' height='200'><rect width='320' height='200'/></svg>";

  @TempDir Path folder;

  @Test
  void onlyAnImageOfItsPassagesIsFetched() throws IOException {
    Files.writeString(
        folder.resolve("lamps.md"),
        """
        # Brass lamps

        Brass lamps shine. ![A brass lamp](img/brass.svg) ![Another](https://img.example/two.svg)
        ![A stranger](https://stranger.example/three.svg)
        """);
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(
                upstream.manual(),
                Map.of(
                    "CONTENT_DIR", folder.toString(),
                    "SITE_URL", "https://site.example",
                    "IMAGE_ORIGINS", "https://img.example"))) {
      Page tab = chromium.open();
      List<String> fetched = new ArrayList<>();
      List<String> complaints = new ArrayList<>();
      tab.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              complaints.add(message.text());
            }
          });
      tab.route(
          url -> url.contains(".example/"),
          route -> {
            fetched.add(route.request().url());
            route.fulfill(
                new Route.FulfillOptions().setContentType("image/svg+xml").setBody(PIXEL));
          });
      ChatPage page = ChatPage.open(tab, server.address());
      page.ask("Do brass lamps shine?");
      upstream
          .awaitExchange()
          .startStream()
          .delta("They do: ![A brass lamp](https://site.example/img/brass.svg)\n\n")
          .delta(
              "![Two](https://img.example/two.svg) ![Three](https://stranger.example/three.svg)\n\n")
          .delta("![Sent](https://site.example/img/brass.svg?all=secrets)")
          .finish("stop")
          .done();
      page.awaitEnd();
      assertThat(page.prose().locator("img")).hasCount(2);
      assertThat(page.prose().locator("img").first()).hasAttribute("alt", "A brass lamp");
      tab.waitForFunction(
          "() => [...document.querySelectorAll('.prose img')].every((image) => image.naturalWidth === 320)");
      assertThat(page.prose().locator("a")).hasText(new String[] {"Three", "Sent"});
      assertThat(fetched)
          .containsExactlyInAnyOrder(
              "https://site.example/img/brass.svg", "https://img.example/two.svg");
      assertThat(complaints).isEmpty();
    }
  }
}
