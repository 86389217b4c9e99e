package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.upstream.Exchange;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A question that has to wait: for the network, or for its place in the line. */
final class WaitingPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  @RegisterExtension final PlayedSite site = new PlayedSite(Map.of("UPSTREAM_STREAMS", "1"));
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void thePlaceInTheQueueIsToldUntilTheAnswerBegins() {
    ChatPage other = ChatPage.open(chromium.open(), site.address());
    other.ask("First?");
    Exchange first = site.awaitExchange().startStream().delta("It ");
    page.ask("Second?");
    assertThat(page.progress()).containsText("You are number 1 in line");
    Axe.expectNoViolation("in line", page.tab());
    first.finish("stop").done();
    site.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    page.awaitEnd();
  }

  @Test
  void aQuestionAskedOfflineIsSentOnlyWhenTheVisitorSaysSo() {
    page.ask("One?");
    site.awaitExchange().startStream().delta("First.").finish("stop").done();
    page.awaitEnd();
    page.tab().context().setOffline(true);
    page.ask("Anybody?");
    assertThat(page.ending()).containsText("You are offline. Your question is kept");
    Axe.expectNoViolation("offline", page.tab());
    page.question().fill("The next one");
    page.tab().context().setOffline(false);
    page.action("retry").click();
    site.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    assertThat(site.exchanges()).hasSize(2);
    assertThat(page.question()).hasValue("The next one");
  }

  @Test
  void whoWasOfflineBeforeTheFirstQuestionFindsItWhenBack() {
    page.tab().context().setOffline(true);
    page.ask("Anybody?");
    assertThat(page.tab().locator("#exchanges")).containsText("You are offline");
    assertThat(page.send()).hasAttribute("aria-label", "Send");
    page.tab().context().setOffline(false);
    assertThat(page.newest().locator(".question")).hasText("Anybody?");
    page.action("retry").click();
    site.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    assertThat(site.exchanges()).hasSize(1);
  }
}
