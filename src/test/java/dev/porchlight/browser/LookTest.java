package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page looks like and weighs: on paper, zoomed, in the visitor's own colors, at first. */
final class LookTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final int MAX_FIRST_LOAD_BYTES = 60_000;
  private static final int LEAST_TOUCH_PIXELS = 44;

  private static final String RESOURCES =
      "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))";

  private static final String COUNT_SHIFTS =
      """
      window.shifts = [];
      new PerformanceObserver((seen) => {
        for (const { value } of seen.getEntries()) shifts.push(value);
      }).observe({ type: 'layout-shift', buffered: true });
      """;

  private static final String TOO_SMALL =
      """
      (least) => [...document.querySelectorAll('a[href], button, select, summary, textarea')]
        .filter((target) => target.checkVisibility({ visibilityProperty: true }))
        .filter((target) => !target.closest('p, li'))
        .filter((target) => {
          const { width, height } = target.getBoundingClientRect();
          return Math.min(width, height) < least;
        })
        .map((target) => target.outerHTML)
      """;

  @RegisterExtension static final ServedSite site = new ServedSite();

  @Test
  void nothingMovesWhileThePageAppears() {
    Page tab = chromium.open();
    tab.addInitScript(COUNT_SHIFTS);
    ChatPage page = ChatPage.open(tab, site.address());
    assertThat(page.suggestions().first()).isVisible();
    assertThat(shifts(tab)).isEmpty();
  }

  @Test
  void theFirstLoadIsSmallAndComesFromTheSiteAlone() {
    ChatPage page = open(new NewContextOptions());
    List<?> addresses =
        (List<?>) page.tab().evaluate("() => " + RESOURCES + ".map(({ name }) => name)");
    assertThat(addresses)
        .isNotEmpty()
        .allSatisfy(address -> assertThat((String) address).startsWith(site.address().toString()));
    Object bytes =
        page.tab()
            .evaluate(
                "() => "
                    + RESOURCES
                    + ".reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)");
    assertThat((int) bytes).isBetween(1, MAX_FIRST_LOAD_BYTES);
  }

  @ParameterizedTest
  @CsvSource({"320, 480", "500, 380", "640, 300", "1000, 760"})
  void whateverItsSizeThePageBeginsAtItsStartAndLosesNothing(int width, int height) {
    ChatPage page = open(new NewContextOptions().setViewportSize(width, height));
    assertThat(page.greeting()).isInViewport(new IsInViewportOptions().setRatio(1));
    assertThat(page.question()).isInViewport(new IsInViewportOptions().setRatio(1));
    ask(page);
    page.newest().locator("summary").click();
    assertThat(page.tab().evaluate("() => document.documentElement.scrollWidth")).isEqualTo(width);
    page.newConversation().click();
    assertThat(page.greeting()).isInViewport(new IsInViewportOptions().setRatio(1));
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "683, 384", "720, 450", "960, 540"})
  void atTwiceItsSizeHalfOfTheHeightIsForTheText(int width, int height) {
    ChatPage page = open(new NewContextOptions().setViewportSize(width, height));
    ask(page);
    page.tab().evaluate("() => scrollTo(0, document.body.scrollHeight)");
    Object left =
        page.tab()
            .evaluate(
                "() => document.querySelector('.dock').getBoundingClientRect().top"
                    + " - Math.max(0, document.querySelector('.bar').getBoundingClientRect().bottom)");
    assertThat(((Number) left).doubleValue()).isGreaterThan(height / 2.0);
  }

  @ParameterizedTest
  @CsvSource({"LIGHT", "DARK"})
  void theButtonThatSendsIsSeenAlsoWhileThereIsNothingToSend(ColorScheme scheme) {
    ChatPage page =
        open(new NewContextOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
    Object contrast =
        page.tab()
            .evaluate(
                """
                () => {
                  const paint = document.createElement('canvas').getContext('2d');
                  const luminance = (color) => {
                    paint.fillStyle = color;
                    paint.fillRect(0, 0, 1, 1);
                    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => byte / 255)
                      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const { color, backgroundColor } = getComputedStyle(document.querySelector('.send'));
                  const [low, high] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
                  return (high + 0.05) / (low + 0.05);
                }
                """);
    assertThat(((Number) contrast).doubleValue()).isGreaterThan(4);
  }

  @Test
  void whatIsTouchedIsLargeEnough() {
    ChatPage page =
        open(new NewContextOptions().setViewportSize(375, 667).setHasTouch(true).setIsMobile(true));
    ask(page);
    page.tab().locator("[popovertarget=menu]").click();
    assertThat(page.tab().locator("#language")).isVisible();
    assertThat((List<?>) page.tab().evaluate(TOO_SMALL, LEAST_TOUCH_PIXELS)).isEmpty();
  }

  @Test
  void aPhoneDoesNotZoomToTheFieldAndItsVisitorMay() {
    ChatPage page =
        open(new NewContextOptions().setViewportSize(375, 667).setHasTouch(true).setIsMobile(true));
    assertThat(page.question()).hasCSS("font-size", "16px");
    assertThat(page.tab().locator("meta[name=viewport]").getAttribute("content"))
        .doesNotContain("user-scalable", "maximum-scale");
  }

  @Test
  void onPaperThereAreTheQuestionsTheAnswersAndTheirSources() {
    ChatPage page = open(new NewContextOptions().setColorScheme(ColorScheme.DARK));
    ask(page);
    page.tab().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.newest().locator(".question")).isVisible();
    assertThat(page.prose()).isVisible();
    assertThat(page.newest().locator(".source-title").first()).isVisible();
    assertThat(page.tab().locator("html")).hasCSS("background-color", "rgb(255, 255, 255)");
    assertThat(page.prose()).hasCSS("color", "rgb(0, 0, 0)");
    assertThat(page.question()).isHidden();
    assertThat(page.action("copy")).isHidden();
    assertThat(page.newConversation()).isHidden();
  }

  @Test
  void inForcedColorsTheFocusIsSeenAndNothingIsViolated() {
    ChatPage page = open(new NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
    ask(page);
    page.question().focus();
    assertThat(page.tab().locator(".field")).hasCSS("outline-style", "solid");
    page.prose().locator(".citation").first().click();
    assertThat(page.newest().locator(".sources li").first()).hasCSS("outline-style", "solid");
    Axe.expectNoViolation("forced colors", page.tab());
  }

  @Test
  void nothingMovesWhereTheVisitorWantsNoMotion() {
    ChatPage page = open(new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    page.tab().route("**/chat", route -> {});
    page.ask("Well?");
    assertThat(page.progress()).containsText("Thinking…");
    assertThat(page.tab().evaluate("() => document.getAnimations().length")).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, en-US", "DARK, en-US", "LIGHT, ar", "DARK, ja"})
  void quotedAnswersSourcesAndRefusalsHaveNoViolation(ColorScheme scheme, String locale) {
    ChatPage page = open(new NewContextOptions().setColorScheme(scheme).setLocale(locale));
    ask(page);
    page.prose().locator(".citation").first().click();
    assertThat(page.newest().locator(".sources li").first()).isFocused();
    Axe.expectNoViolation("quoted", page.tab());
    page.refuseWith(
        429, "{\"status\":429,\"code\":\"too_many_questions\",\"retryAfterSeconds\":90}");
    page.ask("Well?");
    assertThat(page.action("retry")).isDisabled();
    Axe.expectNoViolation("refused", page.tab());
  }

  private static ChatPage open(NewContextOptions options) {
    return ChatPage.open(chromium.open(options), site.address());
  }

  private static void ask(ChatPage page) {
    page.ask("How do I connect Ollama?");
    page.awaitEnd();
    assertThat(page.prose().locator(".citation").first()).isVisible();
  }

  private static List<?> shifts(Page tab) {
    return (List<?>) tab.evaluate("() => shifts");
  }
}
