package dev.porchlight.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import dev.porchlight.TestSite;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A question that has to wait: for the network, or for its place in the line. */
final class WaitingPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private FakeUpstream upstream;
  private TestSite site;
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    upstream = FakeUpstream.start();
    site = TestSite.asking(upstream.manual(), Map.of("UPSTREAM_STREAMS", "1"));
    page = ChatPage.open(chromium.open(), site.address());
  }

  @AfterEach
  void closeTheSite() {
    site.close();
    upstream.close();
  }

  @Test
  void thePlaceInTheLineIsToldUntilTheAnswerBegins() {
    ChatPage other = ChatPage.open(chromium.open(), site.address());
    other.ask("First?");
    Exchange first = upstream.awaitExchange().startStream().delta("It ");
    page.ask("Second?");
    assertThat(page.progress()).containsText("You are number 1 in line");
    expectNoViolation();
    first.finish("stop").done();
    upstream.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    page.awaitEnd();
  }

  @Test
  void aQuestionAskedOfflineIsSentOnlyWhenTheVisitorSaysSo() {
    page.ask("One?");
    upstream.awaitExchange().startStream().delta("First.").finish("stop").done();
    page.awaitEnd();
    page.tab().context().setOffline(true);
    page.ask("Anybody?");
    assertThat(page.ending()).containsText("You are offline. Your question is kept");
    expectNoViolation();
    page.question().fill("The next one");
    page.tab().context().setOffline(false);
    page.action("retry").click();
    upstream.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    assertThat(upstream.exchanges()).hasSize(2);
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
    upstream.awaitExchange().startStream().delta("Here.").finish("stop").done();
    assertThat(page.prose()).hasText("Here.");
    assertThat(upstream.exchanges()).hasSize(1);
  }

  private void expectNoViolation() {
    assertThat(new AxeBuilder(page.tab()).analyze().getViolations())
        .extracting(Rule::getId)
        .isEmpty();
  }
}
