package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.web.FrameNotice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher and the panel, on a page of another site with clashing styles and a strict policy.
 */
final class EmbedTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final Browser.NewContextOptions PHONE =
      new Browser.NewContextOptions()
          .setLocale("en-US")
          .setViewportSize(320, 568)
          .setHasTouch(true)
          .setIsMobile(true);

  private final List<String> complaints = new ArrayList<>();
  private FakeUpstream upstream;
  private HostSite host;
  private TestServer server;

  @BeforeEach
  void startTheSites() {
    upstream = FakeUpstream.start();
    host = HostSite.start();
    server = TestServer.asking(upstream.manual(), Map.of("ALLOWED_ORIGINS", host.origin()));
    host.embed(server.address(), "", 1);
  }

  @AfterEach
  void closeTheSites() {
    server.close();
    host.close();
    upstream.close();
  }

  @Test
  void itOpensByKeyboardAndEscapeGivesTheFocusBack() {
    Page tab = openHost();
    tab.keyboard().press("Tab");
    assertThat(tab.locator("#own")).isFocused();
    tab.keyboard().press("Tab");
    assertThat(launcher(tab)).isFocused();
    tab.keyboard().press("Enter");
    assertThat(question(tab)).isFocused();
    assertThat(launcher(tab)).hasAttribute("aria-expanded", "true");
    assertThat(tab.locator("dialog:modal")).hasCount(0);
    tab.keyboard().press("Escape");
    assertThat(panel(tab)).isHidden();
    assertThat(launcher(tab)).isFocused();
    assertThat(launcher(tab)).hasAttribute("aria-expanded", "false");
    assertThat(complaints).isEmpty();
  }

  @Test
  void focusGoesBackToWhatOpenedIt() {
    Page tab = openHost();
    tab.locator("#own").focus();
    tab.evaluate("() => Porchlight.open()");
    assertThat(question(tab)).isFocused();
    frame(tab).locator("#close-panel").click();
    assertThat(panel(tab)).isHidden();
    assertThat(tab.locator("#own")).isFocused();
  }

  @Test
  void escapeInTheMenuClosesTheMenuOnly() {
    Page tab = openHost();
    launcher(tab).click();
    frame(tab).locator("[popovertarget=menu]").click();
    tab.keyboard().press("Escape");
    assertThat(frame(tab).locator("#menu")).isHidden();
    assertThat(panel(tab)).isVisible();
  }

  @Test
  void escapeInAQuestionThatIsEditedEndsTheEditOnly() {
    Page tab = openHost();
    tab.evaluate("() => Porchlight.ask('Well?')");
    upstream.awaitExchange().startStream().delta("Yes.").finish("stop").done();
    frame(tab).locator(".exchange[data-phase=ended] .edit").click();
    assertThat(frame(tab).locator(".editor textarea")).isFocused();
    tab.keyboard().press("Escape");
    assertThat(frame(tab).locator(".editor textarea")).hasCount(0);
    assertThat(panel(tab)).isVisible();
  }

  @Test
  void theSiteCanAskAndTheAnswerComesWithTheAddressWithoutItsQuery() {
    Page tab = openHost();
    Request asked =
        tab.waitForRequest(
            "**/chat", () -> tab.evaluate("() => Porchlight.ask('Is brass better?')"));
    upstream.awaitExchange().startStream().delta("It shines.").finish("stop").done();
    assertThat(frame(tab).locator(".prose")).hasText("It shines.");
    assertThat(bodyOf(asked).path("message").asText()).isEqualTo("Is brass better?");
    assertThat(bodyOf(asked).path("page").asText()).isEqualTo(host.origin() + "/lamps/brass");
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatTheSiteAsksDuringAnAnswerWaitsAsADraft() {
    Page tab = openHost();
    tab.evaluate("() => Porchlight.ask('First?')");
    upstream.awaitExchange();
    tab.evaluate("() => Porchlight.ask('Second?')");
    assertThat(question(tab)).hasValue("Second?");
    assertThat(frame(tab).locator(".exchange")).hasCount(1);
  }

  @Test
  void theAddressFollowsTheVisitorThroughTheSite() {
    Page tab = openHost();
    openPanel(tab);
    question(tab).fill("And here?");
    Locator page = frame(tab).locator("html");
    page.evaluate(
        """
        () => {
          window.told = new Promise((told) => {
            addEventListener('message', ({ data }) => JSON.stringify(data).includes('copper') && told());
          });
        }""");
    tab.evaluate("() => history.pushState(null, '', '/lamps/copper?visitor=ana#top')");
    page.evaluate("() => told.then(() => 1)");
    Request asked = tab.waitForRequest("**/chat", () -> question(tab).press("Enter"));
    assertThat(bodyOf(asked).path("page").asText()).isEqualTo(host.origin() + "/lamps/copper");
  }

  @Test
  void itStaysWhenTheSiteReplacesItsBody() {
    Page tab = openHost();
    openPanel(tab);
    question(tab).fill("A draft");
    tab.evaluate("() => document.body.replaceWith(document.createElement('body'))");
    assertThat(question(tab)).hasValue("A draft");
  }

  @Test
  void loadedTwiceItIsOneLauncher() {
    host.embed(server.address(), "", 2);
    Page tab = openHost();
    assertThat(tab.locator("script")).hasCount(2);
    tab.waitForLoadState();
    assertThat(launcher(tab)).hasCount(1);
    assertThat(tab.locator("porchlight-chat")).hasCount(1);
  }

  @Test
  void theSitesStylesDoNotReachIt() {
    Page tab = openHost();
    BoundingBox round = launcher(tab).boundingBox();
    assertThat(List.of(round.width, round.height)).containsExactly(56.0, 56.0);
    launcher(tab).click();
    assertThat(question(tab)).isVisible();
    assertThat(panel(tab).boundingBox().width).isEqualTo(400);
    assertThat(panel(tab).boundingBox().height).isGreaterThan(500);
    assertThat(complaints).isEmpty();
  }

  @Test
  void onAPhoneItIsModalAndFillsTheScreen() {
    Page tab = openHost(PHONE);
    launcher(tab).tap();
    assertThat(tab.locator("dialog:modal")).isVisible();
    panel(tab)
        .evaluate(
            "(panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)).then(() => 1)");
    BoundingBox box = panel(tab).boundingBox();
    assertThat(List.of(box.x, box.y, box.width, box.height))
        .containsExactly(0.0, 0.0, 320.0, 568.0);
    assertThat(frame(tab).locator("#close-panel")).isFocused();
    assertThat(frame(tab).locator("html").evaluate("(html) => html.scrollWidth")).isEqualTo(320);
    frame(tab).locator("#close-panel").tap();
    assertThat(panel(tab)).isHidden();
    assertThat(launcher(tab)).isFocused();
  }

  @Test
  void itBecomesModalWhenTheWindowIsMadeAsSmallAsAPhone() {
    Page tab = openHost();
    openPanel(tab);
    question(tab).fill("A draft");
    tab.setViewportSize(400, 700);
    assertThat(tab.locator("dialog:modal")).isVisible();
    tab.setViewportSize(1000, 700);
    assertThat(tab.locator("dialog:modal")).hasCount(0);
    assertThat(question(tab)).hasValue("A draft");
    assertThat(question(tab)).isFocused();
  }

  @Test
  void theScriptsAttributesSayHowItLooksAndSpeaks() {
    host.embed(
        server.address(),
        "data-accent='#0a5' data-position='left' data-language='de' data-greeting='Guten Abend!'",
        1);
    Page tab = openHost();
    assertThat(launcher(tab)).hasAccessibleName("Chat öffnen");
    assertThat(launcher(tab)).hasCSS("background-color", "rgb(0, 170, 85)");
    assertThat(launcher(tab).boundingBox().x).isEqualTo(20);
    launcher(tab).click();
    assertThat(frame(tab).locator(".greeting")).hasText("Guten Abend!");
    assertThat(question(tab)).hasAttribute("placeholder", "Stellen Sie eine Frage…");
    assertThat(panel(tab).boundingBox().x).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, #ffeb3b", "LIGHT, #0a5", "DARK, #1a237e", "DARK, gold"})
  void launcherAndPanelHaveNoViolationInAnyAccent(ColorScheme scheme, String accent) {
    host.embed(server.address(), "data-accent='" + accent + "'", 1);
    Page tab = openHost(new Browser.NewContextOptions().setLocale("en-US").setColorScheme(scheme));
    Axe.expectNoViolationWithin("porchlight-chat", "closed", tab);
    tab.evaluate("() => Porchlight.ask('Well?')");
    upstream.awaitExchange().startStream().delta("[A link](/x).").finish("stop").done();
    assertThat(frame(tab).locator(".prose")).hasText("A link.");
    Axe.expectNoViolationWithin("porchlight-chat", "open", tab);
  }

  @Test
  void itTellsTheSiteWhenItIsReadyOpenedAndClosed() {
    Page tab = chromium.open();
    tab.addInitScript(
        "window.told = [];"
            + "for (const name of ['ready', 'open', 'close'])"
            + " document.addEventListener('porchlight:' + name, () => told.push(name));");
    tab.navigate(host.address());
    launcher(tab).click();
    launcher(tab).click();
    assertThat(panel(tab)).isHidden();
    assertThat(tab.evaluate("() => told.join()")).isEqualTo("ready,open,close");
  }

  @Test
  void whereTheSiteMayNotFrameItThePanelCanStillBeClosed() {
    try (TestServer closed = TestServer.asking(upstream.manual(), Map.of())) {
      host.embed(closed.address(), "", 1);
      Page tab = openHost(PHONE);
      launcher(tab).tap();
      assertThat(tab.locator(".spare")).isFocused();
      tab.keyboard().press("Escape");
      assertThat(panel(tab)).isHidden();
      launcher(tab).tap();
      tab.locator(".spare").tap();
      assertThat(panel(tab)).isHidden();
    }
  }

  @Test
  void whereTheSiteMayNotFrameItVisitorAndOwnerReadWhy() {
    try (RecordedLog log = RecordedLog.of(FrameNotice.class);
        TestServer closed =
            TestServer.asking(
                upstream.manual(), Map.of("ALLOWED_ORIGINS", "https://other.example"))) {
      host.embed(closed.address(), "", 1);
      Page tab = openHost(PHONE);
      launcher(tab).tap();
      assertThat(tab.getByText("The chat can’t be shown here.")).isVisible();
      assertThat(log.lines())
          .containsExactly(
              "%s shows the chat in a frame, which the browser does not let it, since ALLOWED_ORIGINS"
                      .formatted(host.origin())
                  + " does not name it. If that is a site of yours, set"
                  + " ALLOWED_ORIGINS=https://other.example,"
                  + host.origin());
    }
  }

  @Test
  void messagesOfOthersAreNotHeard() {
    Page tab = openHost();
    openPanel(tab);
    tab.evaluate("() => postMessage({ porchlight: 'close' }, '*')");
    frame(tab)
        .locator("html")
        .evaluate(
            "() => { const told = new Promise((done) => addEventListener('message', done));"
                + " postMessage({ porchlight: { ask: 'Forged?' } }, '*'); return told.then(() => 1); }");
    tab.evaluate("() => Porchlight.ask('Real?')");
    assertThat(frame(tab).locator(".exchange .question")).hasText(new String[] {"Real?"});
    assertThat(panel(tab)).isVisible();
  }

  @Test
  void whatIsOpenStaysOpenOverTheSitesPagesAndTakesNoFocusThere() {
    Page tab = openHost();
    openPanel(tab);
    tab.navigate(host.origin() + "/lamps/copper");
    assertThat(panel(tab)).isVisible();
    assertThat(question(tab)).isVisible();
    assertThat(tab.locator("body")).isFocused();
    frame(tab).locator("#close-panel").click();
    tab.navigate(host.origin() + "/lamps/brass");
    assertThat(launcher(tab)).isVisible();
    assertThat(panel(tab)).isHidden();
  }

  @Test
  void aLinkToTheSiteItselfOpensInItsOwnTab() {
    Page tab = openHost();
    tab.evaluate("() => Porchlight.ask('Where?')");
    upstream
        .awaitExchange()
        .startStream()
        .delta("[Here](%s/lamps/copper), [there](https://example.org/).".formatted(host.origin()))
        .finish("stop")
        .done();
    Locator links = frame(tab).locator(".exchange[data-phase=ended] .prose a");
    assertThat(links.nth(1)).hasAttribute("target", "_blank");
    links.first().click();
    tab.waitForURL(host.origin() + "/lamps/copper");
    assertThat(panel(tab)).isVisible();
  }

  @ParameterizedTest
  @CsvSource({
    "dark, LIGHT, '', dark",
    "light, DARK, '', light",
    "host, LIGHT, 'background: #123', dark",
    "host, DARK, 'background: #fff', light",
    "host, LIGHT, 'color-scheme: dark; background: none', dark",
    "auto, DARK, 'background: #fff', dark"
  })
  void itIsLightOrDarkAsTheScriptSays(
      String scheme, ColorScheme system, String style, String seen) {
    host.embed(server.address(), "data-scheme='" + scheme + "'", 1);
    Page tab = openHost(new Browser.NewContextOptions().setLocale("en-US").setColorScheme(system));
    tab.evaluate(
        "(style) => [document.documentElement, document.body].forEach((part) => part.style.cssText = style)",
        style);
    openPanel(tab);
    Object light =
        frame(tab)
            .locator("html")
            .evaluate(
                "(html) => /rgb\\((\\d+)/.exec(getComputedStyle(html).backgroundColor)[1] > 128");
    assertThat(light).isEqualTo(seen.equals("light"));
  }

  @Test
  void itKeepsItsDistanceAndGrowsAtWill() {
    host.embed(server.address(), "data-offset='32 60'", 1);
    Page tab = openHost();
    BoundingBox button = launcher(tab).boundingBox();
    assertThat(1280 - button.x - button.width).isEqualTo(32);
    assertThat(720 - button.y - button.height).isEqualTo(60);
    openPanel(tab);
    frame(tab).locator("#resize-panel").click();
    assertThat(panel(tab)).hasCSS("width", "720px");
    BoundingBox box = panel(tab).boundingBox();
    assertThat(box.y).isGreaterThanOrEqualTo(0);
    assertThat(box.y + box.height).isLessThanOrEqualTo(button.y);
    frame(tab).locator("#resize-panel").click();
    assertThat(panel(tab)).hasCSS("width", "400px");
  }

  @Test
  void itStandsInAnElementOfTheSite() {
    host.embed(server.address(), "data-inline='main > p'", 1);
    Page tab = openHostWithoutLauncher();
    assertThat(frame(tab).locator("#question")).isVisible();
    assertThat(launcher(tab)).isHidden();
    assertThat(frame(tab).locator("#close-panel")).isHidden();
    assertThat(tab.locator("main > p porchlight-chat")).hasCount(1);
    assertThat(panel(tab).boundingBox().height).isGreaterThanOrEqualTo(480);
    assertThat(tab.locator("body")).isFocused();
    question(tab).fill("Well?");
    question(tab).press("Enter");
    upstream.awaitExchange().startStream().delta("Yes.").finish("stop").done();
    assertThat(frame(tab).locator(".prose")).hasText("Yes.");
    assertThat(complaints).isEmpty();
  }

  @Test
  void anElementOfTheSiteOpensItAndAFieldHandsItsTextOver() {
    host.embed(server.address(), "data-open='#own, #search'", 1);
    Page tab = openHost();
    tab.locator("#own").click();
    assertThat(question(tab)).isFocused();
    tab.keyboard().press("Escape");
    assertThat(panel(tab)).isHidden();
    tab.evaluate(
        "() => document.querySelector('main').insertAdjacentElement('beforeend',"
            + " Object.assign(document.createElement('input'), { id: 'search' }))");
    tab.locator("#search").fill("Is brass better?");
    assertThat(panel(tab)).isHidden();
    tab.locator("#search").press("Enter");
    assertThat(frame(tab).locator(".exchange .question")).hasText("Is brass better?");
  }

  @Test
  void aFormHandsItsFieldsTextOverOnceAndNotWhileItIsComposed() {
    host.embed(server.address(), "data-open='#find'", 1);
    Page tab = openHost();
    tab.evaluate(
        """
        () => {
          const form = Object.assign(document.createElement('form'), { id: 'find' });
          const token = Object.assign(document.createElement('input'), { type: 'hidden', value: 'token' });
          form.append(token, document.createElement('input'), Object.assign(document.createElement('button'), { textContent: 'Go' }));
          document.body.append(form);
        }""");
    Locator field = tab.locator("#find input:not([type=hidden])");
    field.fill("Is brass");
    field.dispatchEvent("keydown", Map.of("key", "Enter", "isComposing", true, "bubbles", true));
    field.click();
    assertThat(panel(tab)).isHidden();
    field.fill("Is brass better?");
    tab.locator("#find button").click();
    assertThat(frame(tab).locator(".exchange .question")).hasText("Is brass better?");
    assertThat(frame(tab).locator(".exchange")).hasCount(1);
    assertThat(tab).hasURL(host.address());
  }

  @Test
  void itChangesItsColorsWithTheSiteWhileItIsOpen() {
    host.embed(server.address(), "data-scheme='host'", 1);
    Page tab = openHost();
    openPanel(tab);
    assertThat(frame(tab).locator("html")).hasAttribute("data-theme", "light");
    tab.evaluate("() => document.body.style.background = '#111'");
    assertThat(frame(tab).locator("html")).hasAttribute("data-theme", "dark");
    frame(tab).locator("[popovertarget=menu]").click();
    frame(tab).locator("#theme").selectOption("light");
    assertThat(frame(tab).locator("html")).hasAttribute("data-theme", "light");
    frame(tab).locator("#theme").selectOption("system");
    assertThat(frame(tab).locator("html")).hasAttribute("data-theme", "dark");
  }

  @Test
  void whereTheElementForItIsMissingItIsAButton() {
    host.embed(server.address(), "data-inline='#nowhere'", 1);
    Page tab = openHost();
    openPanel(tab);
    assertThat(frame(tab).locator("#close-panel")).isVisible();
  }

  @Test
  void itWaitsUntilTheSiteIsLoadedAndHasNothingElseToDo() {
    Page tab = chromium.open();
    tab.addInitScript("window.requestIdleCallback = (start) => (window.startEmbed = start);");
    tab.navigate(host.address());
    tab.waitForFunction("() => window.startEmbed");
    assertThat(tab.evaluate("() => document.readyState")).isEqualTo("complete");
    assertThat(tab.locator("porchlight-chat")).hasCount(0);
    tab.evaluate("() => startEmbed()");
    assertThat(launcher(tab)).isVisible();
    assertThat(tab.locator("iframe")).not().hasAttribute("src", Pattern.compile(".+"));
  }

  private Page openHostWithoutLauncher() {
    Page tab = chromium.open();
    tab.navigate(host.address());
    return tab;
  }

  private Page openHost() {
    return openHost(new Browser.NewContextOptions().setLocale("en-US"));
  }

  private Page openHost(Browser.NewContextOptions options) {
    Page tab = chromium.open(options);
    tab.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    tab.navigate(host.address());
    assertThat(launcher(tab).first()).isVisible();
    return tab;
  }

  /** Opens it and waits until the page in it is ready. */
  private static void openPanel(Page tab) {
    launcher(tab).click();
    assertThat(question(tab)).isFocused();
  }

  private static Locator launcher(Page tab) {
    return tab.locator(".launcher");
  }

  private static Locator panel(Page tab) {
    return tab.locator("dialog");
  }

  private static FrameLocator frame(Page tab) {
    return tab.frameLocator("iframe");
  }

  private static Locator question(Page tab) {
    return frame(tab).locator("#question");
  }

  private static JsonNode bodyOf(Request asked) {
    try {
      return new JsonMapper().readTree(asked.postData());
    } catch (IOException e) {
      throw new AssertionError("The question is not JSON", e);
    }
  }
}
