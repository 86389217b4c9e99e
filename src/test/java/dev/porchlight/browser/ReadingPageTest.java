package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.upstream.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What surrounds an answer while it is read: its end, its sources, what can be done with it. */
final class ReadingPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String SOURCED =
      "event: answer\nid: 0\ndata: {\"id\":\"a\"}\n\n"
          + "event: begin\nid: 1\ndata: {\"by\":\"model\",\"sources\":["
          + "{\"title\":\"The door\",\"url\":\"https://example.org/door\",\"excerpt\":\"It is red.\"},"
          + "{\"title\":\"The wall\",\"url\":\"\",\"excerpt\":\"It is white.\"},"
          + "{\"title\":\"The roof\",\"url\":\"\",\"excerpt\":\"It is grey.\"}]}\n\n"
          + "event: chunk\nid: 2\ndata: {\"text\":\"The **door** is red [1].\"}\n\n";
  private static final String FINISHED =
      "event: done\nid: 3\ndata: {\"ending\":\"finished\",\"finishReason\":\"stop\",\"cited\":[1]}\n\n";

  /**
   * How far the dot is from the end of the last word, in pixels to the right and from its middle.
   */
  private static final String DOT =
      """
      (prose) => {
        const words = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
        let last;
        while (words.nextNode()) if (words.currentNode.data.trim()) last = words.currentNode;
        const range = document.createRange();
        range.selectNodeContents(last);
        const end = [...range.getClientRects()].at(-1);
        const dot = prose.closest('.answer').querySelector('.dots').getBoundingClientRect();
        return [Math.round(dot.left - end.right), Math.round((dot.top + dot.bottom - end.top - end.bottom) / 2)];
      }
      """;

  @RegisterExtension final PlayedSite site = new PlayedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void theDotOfWritingStandsBehindTheLastWord() {
    page.ask("Well?");
    Exchange exchange = site.awaitExchange().startStream();
    StringBuilder text = new StringBuilder();
    for (String words :
        List.of(
            "It is on",
            ".\n\n- one\n  - two and",
            " more\n\n```\ncode\nof two",
            "\n```\n\n| a |\n|---|\n| b")) {
      exchange.delta(words);
      text.append(words);
      String last = words.replaceAll("(?s).*[\\s|]", "");
      assertThat(page.prose()).containsText(last);
      page.tab()
          .waitForFunction(
              "() => { const [x, y] = ("
                  + DOT.strip()
                  + ")(document.querySelector('.prose')); return x >= 2 && x <= 9 && Math.abs(y) <= 2; }");
    }
    exchange.finish("stop").done();
    page.awaitEnd();
    assertThat(page.progress()).isHidden();
  }

  @Test
  void sourcesAppearWhenTheAnswerEndsAndOnlyTheCitedAreUnfolded() {
    page.answerWith(SOURCED + FINISHED);
    page.ask("Well?");
    page.awaitEnd();
    Locator sources = page.newest().locator(".sources");
    assertThat(sources.locator("summary")).hasText("Sources 1");
    sources.locator("summary").click();
    assertThat(sources.locator("li:visible .source-title")).hasText(new String[] {"The door"});
    Locator others = sources.locator("button");
    assertThat(others).hasText("Also looked at: 2");
    others.click();
    assertThat(sources.locator("li:visible .source-title"))
        .hasText(new String[] {"The door", "The wall", "The roof"});
    Axe.expectNoViolation("all sources", page.tab());
  }

  @Test
  void anAnswerThatIsBeingWrittenHasNoSourcesYetButShowsThePassageOfANumber() {
    page.ask("How do I connect Ollama?");
    site.awaitExchange().startStream().delta("With two settings [1], ");
    assertThat(page.prose().locator(".citation")).isVisible();
    assertThat(page.newest().locator(".sources-frame")).isHidden();
    Locator card = page.tab().locator("#passage-card");
    page.prose().locator(".citation").hover();
    assertThat(card).isVisible();
    assertThat(card.locator(".excerpt")).not().isEmpty();
    assertThat(page.prose().locator(".citation")).hasAttribute("aria-describedby", "passage-card");
    page.question().hover();
    assertThat(card).isHidden();
    page.prose().locator(".citation").focus();
    assertThat(card).isVisible();
    Axe.expectNoViolation("passage", page.tab());
    page.tab().keyboard().press("Escape");
    assertThat(card).isHidden();
    assertThat(page.newest()).hasAttribute("data-phase", "writing");
  }

  @Test
  void aNumberStaysOnTheLineOfItsWordAndItsPunctuation() {
    for (int width = 320; width < 420; width += 7) {
      Page tab = page.tab();
      tab.setViewportSize(width, 700);
      tab.unroute("**/chat");
      page.answerWith(
          SOURCED.replace(
                  "The **door** is red [1].",
                  "The door that is at the end of the **long red** [1], and `white` [2]. wall is, as they say, red[1]. 门是红的[1]。"
                      .repeat(3))
              + FINISHED);
      page.ask("Well, at " + width + "?");
      page.awaitQuestion("at " + width);
      page.awaitEnd();
      assertThat(
              page.prose()
                  .evaluate(
                      """
                      (prose) => [...prose.querySelectorAll('.cited')].filter((cited) => cited.getClientRects().length > 1
                        || Math.abs(cited.getBoundingClientRect().height) > 40).length
                      """))
          .isEqualTo(0);
      page.newConversation().click();
    }
  }

  @Test
  void olderActionsAreShownOnHoverAndOnFocus() {
    site.answer(page, "One?", "First.");
    site.answer(page, "Two?", "Second.");
    Locator older = page.exchanges().first().locator(".actions");
    page.tab().mouse().move(0, 0);
    assertThat(older).hasCSS("opacity", "0");
    page.exchanges().first().hover();
    assertThat(older).hasCSS("opacity", "1");
    page.tab().mouse().move(0, 0);
    older.locator("[data-action=copy]").focus();
    assertThat(older).hasCSS("opacity", "1");
    assertThat(page.newest().locator(".actions")).hasCSS("opacity", "1");
  }

  @Test
  void copyGivesMarkdownAndHtmlWithTheSourcesAndChangesNoWidth() {
    page.tab().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.answerWith(SOURCED + FINISHED);
    page.ask("Well?");
    page.awaitEnd();
    BoundingBox before = page.action("copy").boundingBox();
    String icon = page.action("copy").locator("path").getAttribute("d");
    page.stopTime();
    page.action("copy").click();
    assertThat(page.action("copy")).hasText("Copied");
    assertThat(page.action("copy").locator("path")).not().hasAttribute("d", icon);
    assertThat(page.action("copy").boundingBox().width).isEqualTo(before.width);
    assertThat(page.tab().evaluate("() => navigator.clipboard.readText()"))
        .isEqualTo(
            "The **door** is red [1].\n\nSources:\n\n[1] [The door](https://example.org/door)");
    assertThat(
            (String)
                page.tab()
                    .evaluate(
                        """
                        async () => {
                          const [item] = await navigator.clipboard.read();
                          return (await item.getType('text/html')).text();
                        }
                        """))
        .contains(
            "<strong>door</strong>", "[1]", "<a href=\"https://example.org/door\">The door</a>")
        .doesNotContain("class=");
    page.tab().clock().runFor(Duration.ofSeconds(2).toMillis());
    assertThat(page.action("copy").locator("path")).hasAttribute("d", icon);
  }

  @Test
  void escapeStopsTheAnswer() {
    page.ask("Long?");
    Exchange exchange = site.awaitExchange().startStream().delta("It goes on ");
    assertThat(page.prose()).hasText("It goes on");
    page.tab().keyboard().press("Escape");
    exchange.awaitHangUp();
    assertThat(page.ending()).hasText("You stopped this answer.");
  }

  @Test
  void whatIsTypedAnywhereGoesToTheField() {
    site.answer(page, "One?", "First.");
    page.prose().click();
    page.tab().evaluate("() => document.activeElement.blur()");
    page.tab().keyboard().type("Two?");
    assertThat(page.question()).hasValue("Two?");
    page.action("copy").focus();
    page.tab().keyboard().press("Control+a");
    assertThat(page.action("copy")).isFocused();
  }

  @Test
  void aNewConversationCanBeTakenBackForTenSeconds() {
    Page tab = chromium.open();
    tab.clock().install();
    page = ChatPage.open(tab, site.address());
    site.answer(page, "One?", "First.");
    page.newConversation().click();
    assertThat(page.exchanges()).hasCount(0);
    Axe.expectNoViolation("undo", tab);
    tab.locator("#undo button").click();
    assertThat(page.prose()).hasText("First.");
    assertThat(tab.locator("#undo")).isHidden();
    page.newConversation().click();
    assertThat(tab.locator("#undo")).isVisible();
    tab.clock().runFor(10_100);
    assertThat(tab.locator("#undo")).isHidden();
    tab.reload();
    assertThat(page.exchanges()).hasCount(0);
  }

  @Test
  void aConversationIsSavedAsAFile() throws IOException {
    site.answer(page, "One?", "A **strong** one.");
    page.tab().locator("[popovertarget=menu]").click();
    Download saved =
        page.tab()
            .waitForDownload(() -> page.tab().locator("[data-action=save-conversation]").click());
    assertThat(saved.suggestedFilename()).isEqualTo("Porchlight.md");
    assertThat(Files.readString(saved.path())).contains("One?", "A **strong** one.");
  }

  @Test
  void aThumbDownAsksWhyOnceAndTheReasonIsCounted() {
    site.answer(page, "One?", "First.");
    page.action("unhelpful").click();
    Locator reasons = page.newest().locator(".reasons");
    assertThat(reasons.locator("button")).hasCount(4);
    Axe.expectNoViolation("reasons", page.tab());
    reasons.locator("[data-reason=out_of_date]").click();
    assertThat(reasons).hasText("Thanks for your feedback.");
    page.tab().waitForCondition(() -> site.state().unhelpful() == 1);
    page.tab().reload();
    assertThat(reasons).hasText("Thanks for your feedback.");
    page.action("helpful").click();
    assertThat(reasons).isHidden();
  }

  @Test
  void theVisitorChoosesLightOrDarkAndItIsThereBeforeThePageIsPainted() {
    page =
        ChatPage.open(
            chromium.open(
                new NewContextOptions().setColorScheme(ColorScheme.LIGHT).setLocale("en-US")),
            site.address());
    String light = background();
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("#theme").selectOption("dark");
    assertThat(page.tab().locator("html")).not().hasCSS("background-color", light);
    page.tab().route("**/{js/main,assets/main-*}.js", Route::abort);
    page.tab().reload();
    assertThat(page.tab().locator("html")).not().hasCSS("background-color", light);
    page.tab().unroute("**/{js/main,assets/main-*}.js");
    page.tab().reload();
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("#theme").selectOption("system");
    assertThat(page.tab().locator("html")).hasCSS("background-color", light);
  }

  @Test
  void whatMayBeAskedNextIsOnePressAway() {
    page.answerWith(
        SOURCED + FINISHED.replace("\"cited\"", "\"next\":[\"The key\",\"The bell\"],\"cited\""));
    page.ask("Well?");
    page.awaitEnd();
    Locator next = page.newest().locator(".next button");
    assertThat(next).hasText(new String[] {"The key", "The bell"});
    Axe.expectNoViolation("next", page.tab());
    next.first().click();
    page.awaitQuestion("The key");
    page.awaitEnd();
    assertThat(page.exchanges().first().locator(".next")).isHidden();
    assertThat(page.newest().locator(".next")).isVisible();
  }

  @Test
  void longLinesOfCodeAreWrappedAtWill() {
    site.answer(page, "Code?", "```\n" + "a long line of code ".repeat(20) + "\n```\n\nEnd.");
    Locator wrap = page.prose().locator("[data-action=wrap-code]");
    String wide = "(pre) => pre.scrollWidth > pre.clientWidth";
    assertThat(page.prose().locator("pre").evaluate(wide)).isEqualTo(true);
    wrap.click();
    assertThat(wrap).hasAttribute("aria-pressed", "true");
    assertThat(page.prose().locator("pre").evaluate(wide)).isEqualTo(false);
  }

  private String background() {
    return (String)
        page.tab().evaluate("() => getComputedStyle(document.documentElement).backgroundColor");
  }
}
