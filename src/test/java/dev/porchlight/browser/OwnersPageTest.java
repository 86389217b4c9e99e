package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the owner does on their page, on a phone, against the real server. */
final class OwnersPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String ELEPHANTS = "Do you ship elephants?";

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("about.md"), "# About\n\nWe make lamps of glass.\n");
    server =
        TestServer.startToday(
            Map.of("OWNER_TOKEN", OwnersPage.TOKEN, "CONTENT_DIR", folder.toString()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theTokenOpensItUntilTheOwnerSignsOut() {
    OwnersPage page = OwnersPage.open(phone(), server.address());
    page.signIn("not-the-owners-token");
    assertThat(page.signInProblem()).containsText("That is not the token");
    assertThat(page.token()).isFocused();

    page.signIn(OwnersPage.TOKEN);
    assertThat(page.dashboard()).isVisible();
    assertThat(page.tile("Questions")).containsText("0");
    Cookie cookie = page.tab().context().cookies().get(0);
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
    assertThat(cookie.path).isEqualTo("/owner");

    page.tab().reload();
    assertThat(page.dashboard()).isVisible();
    page.button("Sign out").click();
    assertThat(page.token()).isVisible();
    assertThat(page.tab().context().cookies()).isEmpty();
  }

  @Test
  void whoGuessesIsToldHowLongToWait() {
    OwnersPage page = OwnersPage.open(phone(), server.address());
    for (int guess = 0; guess < 5; guess++) {
      page.signIn("guess-" + guess);
      assertThat(page.signInProblem()).containsText("That is not the token");
      page.tab().locator("#sign-in-problem").evaluate("(place) => (place.textContent = '')");
    }
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.signInProblem()).containsText("Try again in 15 minutes");
  }

  @Test
  void overPlainHttpTheFieldTakesNothing() {
    Page tab = phone();
    tab.route(
        "http://ana.example/**",
        route -> {
          URI asked = URI.create(route.request().url());
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(
                      route.fetch(
                          new Route.FetchOptions().setUrl(server.address() + asked.getPath()))));
        });
    tab.navigate("http://ana.example/owner/");
    assertThat(tab.locator("#sign-in-problem")).containsText("plain HTTP");
    assertThat(tab.locator("#token")).isDisabled();
  }

  @Test
  void theFiguresTellWhatVisitorsAsked() {
    ask("What are the lamps made of?", ELEPHANTS);
    OwnersPage page = OwnersPage.openSignedIn(phone(), server.address());
    assertThat(page.tile("Questions")).containsText("2");
    assertThat(page.tile("Answered")).containsText("100 %");
    assertThat(page.tab().locator("#breakdown")).containsText("Quoted 2");
    assertThat(page.tab().locator("#upstreams-empty")).isVisible();
    assertThat(page.tab().locator("#content-summary")).containsText("1 page with 1 passage, read");
    assertThat(page.tab().locator(".bars[role=img]").first())
        .hasAttribute("aria-label", "2 questions in 30 days, 2 on the busiest day.");

    page.tab().locator("summary").first().click();
    assertThat(page.tab().locator("table").first().locator("tbody th")).hasCount(1);
    page.tab().locator(".bars").first().hover();
    assertThat(page.tab().locator(".readout").first())
        .hasText(Pattern.compile("^\\w+day \\d+ \\w+: 0$"));
  }

  @Test
  void byKeyboardAloneAnAnswerIsWrittenAndVisitorsAreGivenIt() {
    ask(ELEPHANTS);
    OwnersPage page = OwnersPage.open(phone(), server.address());
    page.tab().keyboard().type(OwnersPage.TOKEN);
    page.tab().keyboard().press("Enter");
    assertThat(page.unanswered()).hasCount(1);
    assertThat(page.tab().locator("#overview-heading")).isFocused();

    tabTo(page, page.button("Write the answer"));
    page.tab().keyboard().press("Enter");
    assertThat(page.answer()).isFocused();
    page.tab().keyboard().press("Escape");
    assertThat(page.button("Write the answer")).isFocused();
    page.tab().keyboard().press("Enter");
    page.tab().keyboard().type("Only **toy** ones.");
    page.tab().keyboard().press("Control+Enter");

    assertThat(page.unansweredStatus()).containsText("Published");
    assertThat(page.unanswered()).hasCount(0);
    assertThat(page.tab().locator("#unanswered-heading")).isFocused();
    assertThat(page.tab().locator("#unanswered-empty")).isVisible();

    ChatPage chat = ChatPage.open(phone(), server.address());
    chat.ask("do you ship an elephant");
    chat.awaitEnd();
    assertThat(chat.prose()).hasText("Only toy ones.");
    assertThat(chat.author()).hasText("Answered by the people behind this site");
  }

  @Test
  void anAnswerThatCannotBeTakenStaysWithTheReason() {
    OwnersPage page = OwnersPage.openSignedIn(phone(), server.address());
    page.button("Add an answer").click();
    page.tab().locator(".editor textarea").first().fill("Do you repair?");
    page.button("Save and publish").click();
    assertThat(page.tab().locator(".problem:visible")).hasText("Write the answer first.");
    page.answer().fill("## Yes");
    page.button("Save and publish").click();
    assertThat(page.tab().locator(".problem:visible")).containsText("has a heading");
    assertThat(page.answer()).isFocused();
    assertThat(page.answer()).hasAttribute("aria-invalid", "true");
    assertThat(page.answer()).hasValue("## Yes");
    page.answer().fill("Yes.");
    page.button("Save and publish").click();
    assertThat(page.unansweredStatus()).containsText("Published");
    assertThat(page.button("Add an answer")).isFocused();
    assertThat(folder.resolve("faq.md")).hasContent("## Do you repair?\n\nYes.\n");
  }

  @Test
  void whatVisitorsWroteIsTextAndNothingElse() {
    String attack = "Do you ship <img src=x onerror=\"document.title='gone'\"> & elephants?";
    ask(attack);
    OwnersPage page = OwnersPage.openSignedIn(phone(), server.address());
    assertThat(page.unanswered().locator(".words")).hasText(attack);
    assertThat(page.unanswered().locator("img")).hasCount(0);
    page.button("Write the answer").click();
    page.answer().fill("No.");
    page.button("Save and publish").click();
    assertThat(page.unansweredStatus()).containsText("Published");
    assertThat(folder.resolve("faq.md"))
        .content()
        .startsWith("## Do you ship &lt;img src=x onerror=")
        .doesNotContain("<");
  }

  @Test
  void eraseAsksBackAndEscapeKeeps() {
    ask(ELEPHANTS);
    OwnersPage page = OwnersPage.openSignedIn(phone(), server.address());
    page.button("Erase").click();
    assertThat(page.button("Erase for good?")).isFocused();
    page.tab().keyboard().press("Escape");
    assertThat(page.button("Erase for good?")).hasCount(0);
    page.button("Erase").click();
    page.button("Erase for good?").click();
    assertThat(page.unanswered()).hasCount(0);
    assertThat(page.unansweredStatus()).hasText("Erased.");
    page.tab().reload();
    assertThat(page.tab().locator("#unanswered-empty")).isVisible();
  }

  @Test
  void thePagesAreReadAgain() throws IOException {
    OwnersPage page = OwnersPage.openSignedIn(phone(), server.address());
    page.button("Read again").click();
    assertThat(page.tab().locator("#content-status")).hasText("Read again: nothing has changed.");
    Files.writeString(folder.resolve("prices.md"), "# Prices\n\nTwenty euros.\n");
    Files.write(folder.resolve("odd.md"), new byte[] {(byte) 0xE9});
    page.button("Read again").click();
    assertThat(page.tab().locator("#content-status"))
        .hasText("Read again: the new pages are live. 1 warning below.");
    assertThat(page.tab().locator("#content-summary")).containsText("2 pages");
    assertThat(page.tab().locator("#content-warnings li")).containsText("odd.md is not UTF-8");
    assertThat(page.tab().locator("#content-mark")).isVisible();
  }

  @Test
  void withoutAFolderOfTheirOwnTheOwnerIsToldSo() {
    try (TestServer packed = TestServer.startToday(Map.of("OWNER_TOKEN", OwnersPage.TOKEN))) {
      OwnersPage page = OwnersPage.openSignedIn(phone(), packed.address());
      assertThat(page.tab().locator("#faq-problem")).containsText("Set CONTENT_DIR");
      assertThat(page.button("Add an answer")).hasCount(0);
    }
  }

  @Test
  void everyMinuteItIsReadAgainAndNothingIsDisturbed() {
    ask(ELEPHANTS);
    Page tab = phone();
    tab.clock().install();
    OwnersPage page = OwnersPage.openSignedIn(tab, server.address());
    page.button("Write the answer").click();
    page.answer().fill("Only toy");
    tab.evaluate(
        """
        () => {
          window.shifts = 0;
          new PerformanceObserver((seen) => (window.shifts += seen.getEntries().length)).observe({ type: 'layout-shift' });
        }
        """);
    Object scrolled = tab.evaluate("() => scrollY");

    ask("Who won the football world cup?", "What is a lamp made of?");
    tab.clock().runFor(Duration.ofMinutes(1).toMillis());
    assertThat(page.tile("Questions")).containsText("3");
    assertThat(page.unanswered()).hasCount(2);
    assertThat(page.answer()).isFocused();
    assertThat(page.answer()).hasValue("Only toy");
    assertThat(tab.evaluate("() => scrollY")).isEqualTo(scrolled);
    assertThat(tab.evaluate("() => shifts")).isEqualTo(0);
  }

  @Test
  void whenTheSessionEndsWhatIsBeingWrittenIsKept() {
    Page tab = phone();
    tab.clock().install();
    OwnersPage page = OwnersPage.openSignedIn(tab, server.address());
    page.button("Add an answer").click();
    page.answer().fill("Half an answer");
    server.advance(Duration.ofHours(12));
    tab.clock().runFor(Duration.ofMinutes(1).toMillis());
    assertThat(page.signInProblem()).containsText("Your session has ended");
    assertThat(page.dashboard()).isHidden();
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.dashboard()).isVisible();
    assertThat(page.answer()).hasValue("Half an answer");
  }

  @Test
  void whenTheServerIsGoneWhatIsShownStays() {
    Page tab = phone();
    tab.clock().install();
    OwnersPage page = OwnersPage.openSignedIn(tab, server.address());
    tab.route("**/owner/api/**", Route::abort);
    tab.clock().runFor(Duration.ofMinutes(1).toMillis());
    assertThat(tab.locator("#notice"))
        .hasText("The server can’t be reached just now. What you see may be old.");
    assertThat(page.tile("Questions")).isVisible();
    tab.unroute("**/owner/api/**");
    tab.clock().runFor(Duration.ofMinutes(1).toMillis());
    assertThat(tab.locator("#notice")).isHidden();
  }

  @Test
  void belowAPathOfTheSiteItWorksAsWell() {
    try (TestServer below =
        TestServer.startToday(
            Map.of(
                "OWNER_TOKEN",
                OwnersPage.TOKEN,
                "CONTENT_DIR",
                folder.toString(),
                "PUBLIC_URL",
                "https://ana.example/bot/"))) {
      OwnersPage page = OwnersPage.openSignedIn(phone(), URI.create(below.address() + "/bot"));
      assertThat(page.tab().context().cookies())
          .extracting(cookie -> cookie.path)
          .isEqualTo(List.of("/bot/owner"));
      page.tab().reload();
      assertThat(page.dashboard()).isVisible();
      page.button("Read again").click();
      assertThat(page.tab().locator("#content-status")).containsText("nothing has changed");
    }
  }

  private static Page phone() {
    return chromium.open(new NewContextOptions().setViewportSize(360, 740).setLocale("en-US"));
  }

  private void ask(String... questions) {
    for (String question : questions) {
      try (RecordedStream stream = server.visitor().ask(question)) {
        stream.skipToTheEnd();
      }
    }
  }

  private static void tabTo(OwnersPage page, Locator target) {
    for (int i = 0; i < 30; i++) {
      page.tab().keyboard().press("Tab");
      if ((boolean) target.evaluate("(element) => element === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError("Thirty presses of Tab do not lead there");
  }
}
