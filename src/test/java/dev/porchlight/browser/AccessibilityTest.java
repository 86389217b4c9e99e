package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.upstream.Exchange;
import java.util.Map;
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

  @RegisterExtension final PlayedSite site = new PlayedSite();

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
    Axe.expectNoViolation("empty", page.tab());
    page.ask("Rich?");
    Exchange exchange = site.awaitExchange();
    assertThat(page.progress()).containsText("Thinking…");
    Axe.expectNoViolation("thinking", page.tab());
    exchange.startStream().delta(RICH);
    assertThat(page.prose()).containsText("far too long");
    Axe.expectNoViolation("writing", page.tab());
    exchange.finish("stop").done();
    page.awaitEnd();
    Axe.expectNoViolation("finished", page.tab());
    page.ask("Cut?");
    site.awaitExchange().startStream().delta("Half an").endBody();
    page.awaitQuestion("Cut?");
    page.awaitEnd();
    Axe.expectNoViolation("cut off", page.tab());
    page.ask("Fail?");
    site.awaitExchange().respond(401, Map.of());
    page.awaitQuestion("Fail?");
    page.awaitEnd();
    page.question().fill("x".repeat(4001));
    Axe.expectNoViolation("failed, with too long a draft", page.tab());
    page.tab().locator("[popovertarget=menu]").click();
    Axe.expectNoViolation("menu", page.tab());
  }

  @Test
  void everythingCanBeDoneByKeyboard() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.tab().keyboard().press("Tab");
    page.tab().keyboard().press("Enter");
    assertThat(page.question()).isFocused();
    page.tab().keyboard().type("Well?");
    page.tab().keyboard().press("Enter");
    Exchange exchange = site.awaitExchange().startStream().delta("It goes on ");
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
    site.awaitExchange().startStream().delta(RICH).finish("stop").done();
    page.awaitEnd();
    assertThat(page.tab().evaluate("() => document.documentElement.scrollWidth")).isEqualTo(320);
  }

  @Test
  void textFromRightToLeftGoesByItsContent() {
    ChatPage page = ChatPage.open(chromium.open(), site.address());
    page.ask("ما هو بورش لايت؟");
    site.awaitExchange().startStream().delta("هو روبوت.\n\nAnd English.").finish("stop").done();
    page.awaitEnd();
    String directions =
        "() => [...document.querySelectorAll('.question, .prose p')]"
            + ".map((block) => getComputedStyle(block).direction).join()";
    assertThat(page.tab().evaluate(directions)).isEqualTo("rtl,rtl,ltr");
  }
}
