package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page and the embed below a path that the proxy in front passes on. */
final class SubPathPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  @Test
  void thePageAnswersAndAReloadFindsTheConversation() {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(
                upstream, "short", Map.of("PUBLIC_URL", "https://ana.example/chat/"))) {
      Page tab = chromium.open();
      ChatPage page = ChatPage.open(tab, server.address().resolve("/chat"));
      page.ask("What is it?");
      page.awaitEnd();
      assertThat(page.prose()).hasText("A short answer.");

      tab.reload();
      assertThat(page.prose()).hasText("A short answer.");
    }
  }

  @Test
  void theEmbedShowsThePageOfItsOwnPath() {
    HostSite host = HostSite.start();
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(
                upstream,
                "short",
                Map.of(
                    "PUBLIC_URL", "https://ana.example/bot/", "ALLOWED_ORIGINS", host.origin()))) {
      host.embed(URI.create(server.address() + "/bot"), "", 1);
      Page tab = chromium.open();
      tab.navigate(host.address());
      tab.locator(".launcher").click();
      assertThat(tab.frameLocator("iframe").locator("#question")).isVisible();
      tab.frameLocator("iframe").locator("#question").fill("What is it?");
      tab.frameLocator("iframe").locator("#question").press("Enter");
      assertThat(tab.frameLocator("iframe").locator(".prose")).hasText("A short answer.");
    } finally {
      host.close();
    }
  }
}
