package dev.porchlight.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.TestSite;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page for everyone: no violation in any state, all of it by keyboard, nothing lost when it is
 * narrow.
 */
final class AccessibilityTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String RICH =
      """
      ## A heading

      Some **strong** text with [a link](https://example.org) and `code`.

      | when | light |
      |---|---|
      | night | on |

      ```js
      const light = "a line that is far too long for a narrow screen, so that it has to scroll";
      ```
      """;

  private FakeUpstream upstream;
  private TestSite site;

  @BeforeEach
  void startTheSite() {
    upstream = FakeUpstream.start();
    site = TestSite.asking(upstream.manual(), Map.of());
  }

  @AfterEach
  void closeTheSite() {
    site.close();
    upstream.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void noStateHasAViolation(ColorScheme scheme) {
    ChatPage page =
        ChatPage.open(
            chromium.open(
                new Browser.NewContextOptions()
                    .setColorScheme(scheme)
                    .setViewportSize(375, 667)
                    .setLocale("en-US")),
            site.address());
    expectNoViolation("empty", page);
    page.ask("Rich?");
    Exchange exchange = upstream.awaitExchange();
    assertThat(page.progress()).containsText("Thinking…");
    expectNoViolation("thinking", page);
    exchange.startStream().delta(RICH);
    assertThat(page.prose()).containsText("far too long");
    expectNoViolation("writing", page);
    exchange.finish("stop").done();
    page.awaitEnd();
    expectNoViolation("finished", page);
    page.ask("Cut?");
    upstream.awaitExchange().startStream().delta("Half an").endBody();
    page.awaitEnd();
    expectNoViolation("cut off", page);
    page.ask("Fail?");
    upstream.awaitExchange().respond(401, Map.of());
    page.awaitEnd();
    page.question().fill("x".repeat(4001));
    expectNoViolation("failed, with too long a draft", page);
    page.tab().locator("[popovertarget=menu]").click();
    expectNoViolation("menu", page);
  }

  @Test
  void everythingCanBeDoneByKeyboard() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.tab().keyboard().press("Tab");
    page.tab().keyboard().press("Enter");
    assertThat(page.question()).isFocused();
    page.tab().keyboard().type("Well?");
    page.tab().keyboard().press("Enter");
    Exchange exchange = upstream.awaitExchange().startStream().delta("It goes on ");
    assertThat(page.prose()).hasText("It goes on");
    page.tab().keyboard().press("Tab");
    page.tab().keyboard().press("Enter");
    exchange.awaitHangUp();
    assertThat(page.ending()).hasText("You stopped this answer.");
    assertThat(page.send()).isFocused();
    page.tab().keyboard().press("Shift+Tab");
    assertThat(page.question()).isFocused();
  }

  @Test
  void threeHundredAndTwentyPixelsAreEnough() {
    ChatPage page =
        ChatPage.open(
            chromium.open(
                new Browser.NewContextOptions().setViewportSize(320, 480).setLocale("en-US")),
            site.address());
    page.ask("Rich?");
    upstream.awaitExchange().startStream().delta(RICH).finish("stop").done();
    page.awaitEnd();
    assertThat(page.tab().evaluate("() => document.documentElement.scrollWidth")).isEqualTo(320);
  }

  @Test
  void textFromRightToLeftGoesByItsContent() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("ما هو بورش لايت؟");
    upstream.awaitExchange().startStream().delta("هو روبوت.\n\nAnd English.").finish("stop").done();
    page.awaitEnd();
    String directions =
        "() => [...document.querySelectorAll('.question, .prose p')]"
            + ".map((block) => getComputedStyle(block).direction).join()";
    assertThat(page.tab().evaluate(directions)).isEqualTo("rtl,rtl,ltr");
  }

  private static void expectNoViolation(String state, ChatPage page) {
    assertThat(new AxeBuilder(page.tab()).analyze().getViolations())
        .as(state)
        .extracting(Rule::getId)
        .isEmpty();
  }
}
