package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.porchlight.testing.upstream.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the visitor is on the page, in which tab, and in which language. */
final class PlaceAndLanguageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String LONG = "A paragraph of the answer.\n\n".repeat(40);

  /** Goes on when the page has heard of it. */
  private static final String SCROLL_AND_AWAIT =
      """
      () => new Promise((heard) => {
        document.addEventListener('scroll', () => requestAnimationFrame(heard), { once: true });
        scrollTo(0, 321);
      })
      """;

  private static final String NOBODY_HOLDS_IT =
      "() => navigator.locks.query().then(({ held }) => held.length === 0)";

  private static final String IS_AT_END =
      "() => Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 2";

  @RegisterExtension final PlayedSite site = new PlayedSite();

  @Test
  void thePageFollowsTheAnswerOnceTheVisitorIsAtItsEndUntilTheVisitorScrollsUp() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("Long?");
    Exchange exchange = site.awaitExchange().startStream().delta(LONG);
    page.tab().locator("#new-below").click();
    page.tab().waitForFunction(IS_AT_END);
    exchange.delta(LONG);
    page.tab().waitForFunction("() => scrollY > 2000");
    page.tab().waitForFunction(IS_AT_END);
    page.tab().mouse().move(300, 300);
    page.tab().mouse().wheel(0, -400);
    page.tab().waitForFunction("() => !(" + IS_AT_END + ")()");
    Object place = page.tab().evaluate("() => scrollY");
    exchange.delta(LONG);
    assertThat(page.tab().locator("#new-below")).isVisible();
    assertThat(page.tab().evaluate("() => scrollY")).isEqualTo(place);
    page.tab().locator("#new-below").click();
    page.tab().waitForFunction(IS_AT_END);
    assertThat(page.tab().locator("#new-below")).isHidden();
    exchange.delta(LONG).finish("stop").done();
    page.awaitEnd();
    page.tab().waitForFunction(IS_AT_END);
  }

  @Test
  void aQuestionGoesToTheTopOfTheViewAndItsAnswerGrowsBelowIt() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("Long?");
    site.awaitExchange().startStream().delta(LONG).finish("stop").done();
    page.awaitEnd();
    expectAtTop(page, "Long?");
    assertThat(page.tab().locator("#new-below")).isVisible();
    page.ask("Short?");
    Exchange exchange = site.awaitExchange().startStream().delta("One.");
    expectAtTop(page, "Short?");
    exchange.delta("\n\n" + LONG).finish("stop").done();
    page.awaitEnd();
    expectAtTop(page, "Short?");
  }

  /** Right below the bar, whatever its answer's length. */
  private static void expectAtTop(ChatPage page, String question) {
    page.awaitQuestion(question);
    page.tab()
        .waitForFunction(
            "() => { const top = document.querySelector('.exchange:last-child').getBoundingClientRect().top;"
                + " return top > 50 && top < 90; }");
  }

  @Test
  void aReloadComesBackToTheSamePlace() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("Long?");
    site.awaitExchange().startStream().delta(LONG).finish("stop").done();
    page.awaitEnd();
    page.tab().evaluate(SCROLL_AND_AWAIT);
    page.tab().reload();
    page.tab().waitForFunction("() => scrollY === 321");
  }

  @Test
  void thePageStaysWhereItIsWhileTheNextQuestionIsWritten() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("Long?");
    site.awaitExchange().startStream().delta(LONG).finish("stop").done();
    page.awaitEnd();
    page.tab().evaluate("() => { document.activeElement.blur(); scrollTo(0, 321); }");
    page.tab().waitForFunction("() => scrollY === 321");
    page.question().pressSequentially("And then?");
    assertThat(page.question()).hasValue("And then?");
    assertThat(page.tab().evaluate("() => scrollY")).isEqualTo(321);
  }

  @Test
  void twoTabsKeepTwoConversations() {
    ChatPage first = ChatPage.open(chromium.open(), site.address());
    site.answer(first, "One?", "First.");
    ChatPage second = ChatPage.open(first.tab().context().newPage(), site.address());
    assertThat(second.exchanges()).hasCount(0);
    site.answer(second, "Two?", "Second.");
    first.tab().reload();
    assertThat(first.prose()).hasText("First.");
    assertThat(first.exchanges()).hasCount(1);
    second.tab().reload();
    assertThat(second.prose()).hasText("Second.");
  }

  @Test
  void aNewTabTakesUpTheConversationThatNoTabHolds() {
    ChatPage first = ChatPage.open(chromium.open(), site.address());
    site.answer(first, "One?", "First.");
    Page next = first.tab().context().newPage();
    next.navigate(site.address() + "/healthz");
    first.tab().close();
    next.waitForFunction(NOBODY_HOLDS_IT);
    assertThat(ChatPage.open(next, site.address()).prose()).hasText("First.");
  }

  @Test
  void theBrowsersLanguageIsSpokenAndAnotherCanBeChosenInMidAnswer() {
    ChatPage page =
        ChatPage.open(
            chromium.open(new Browser.NewContextOptions().setLocale("de-AT")), site.address());
    assertThat(page.question()).hasAttribute("placeholder", "Stellen Sie eine Frage…");
    page.ask("Was?");
    Exchange exchange = site.awaitExchange().startStream().delta("Ein ");
    assertThat(page.prose()).hasText("Ein");
    choose("ar", page);
    assertThat(page.tab().locator("html")).hasAttribute("dir", "rtl");
    exchange.delta("Licht.").finish("stop").done();
    assertThat(page.prose()).hasText("Ein Licht.");
    assertThat(page.action("copy")).hasText("نسخ");
    page.tab().reload();
    assertThat(page.tab().locator("html")).hasAttribute("lang", "ar");
  }

  @Test
  void anotherLanguageChosenBeforeTheFirstQuestionCouldBeDrawnDrawsItOnce() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    List<Route> held = new ArrayList<>();
    page.tab().route("**/exchange-view*.js", held::add);
    page.ask("What?");
    page.tab().waitForCondition(() -> held.size() == 1);
    choose("de", page);
    assertThat(page.question()).hasAttribute("placeholder", "Stellen Sie eine Frage…");
    held.get(0).resume();
    site.awaitExchange().startStream().delta("A light.").finish("stop").done();
    assertThat(page.action("copy")).hasText("Kopieren");
    assertThat(page.exchanges()).hasCount(1);
  }

  @Test
  void anotherLanguageChosenBeforeTheServerAnsweredLosesNothing() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    List<Route> asked = new ArrayList<>();
    page.tab().route("**/chat", asked::add);
    page.ask("What?");
    page.tab().waitForCondition(() -> asked.size() == 1);
    choose("de", page);
    assertThat(page.question()).hasAttribute("placeholder", "Stellen Sie eine Frage…");
    assertThat(page.newest()).hasAttribute("data-phase", "submitted");
    asked.get(0).resume();
    site.awaitExchange().startStream().delta("A light.").finish("stop").done();
    assertThat(page.prose()).hasText("A light.");
    assertThat(page.action("copy")).hasText("Kopieren");
    assertThat(page.exchanges()).hasCount(1);
    assertThat(asked).hasSize(1);
  }

  private static void choose(String language, ChatPage page) {
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("#language").selectOption(language);
  }
}
