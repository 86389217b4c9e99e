package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import dev.porchlight.testing.TestServer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner's page looks like with all that it can show, and that everyone can use it. */
final class OwnersPageLookTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String TOO_SMALL =
      """
      () => [...document.querySelectorAll('a[href], button, summary, textarea, .segments')]
        .filter((target) => target.checkVisibility({ visibilityProperty: true }) && !target.classList.contains('skip'))
        .filter((target) => {
          const { width, height } = target.getBoundingClientRect();
          return Math.min(width, height) < 44;
        })
        .map((target) => target.outerHTML)
      """;

  private static final String BUDGETS =
      """
      [{"name":"embedding","limitTokens":0,"spentTokens":0,"reservedTokens":0,"limitUsd":null,"spentUsd":null},
       {"name":"fallback","limitTokens":null,"spentTokens":1200,"reservedTokens":0,"limitUsd":null,"spentUsd":null},
       {"name":"primary","limitTokens":1000000,"spentTokens":842000,"reservedTokens":4200,"limitUsd":null,"spentUsd":null},
       {"name":"total","limitTokens":null,"spentTokens":null,"reservedTokens":null,"limitUsd":1.0,"spentUsd":0.3187}]
      """;

  private static final String MESSAGES =
      """
      [{"id":"m1","received":"2026-05-31","message":"Do you repair lamps?\\nI have two.","replyTo":"ana@example.com","attempts":0,"lastCause":null},
       {"id":"m2","received":"2026-05-30","message":"<b>Hello</b>","replyTo":"x?cc=all@example.com","attempts":3,"lastCause":"the mail server refused the address"}]
      """;

  private static final String UPSTREAMS =
      """
      [{"name":"primary","model":"gpt-4o-mini","host":"api.openai.com","state":"cooling_down","waitSeconds":17,"callsInFlight":2,
        "calls":412,"failures":{"upstream_busy":7},"lastFailure":{"cause":"Status 429, it limits the rate of requests.","at":"2026-05-31T12:00:00Z"}},
       {"name":"fallback","model":"a-model-with-a-very-long-name-that-has-no-space-in-it-at-all:latest","host":"localhost:11434","state":"closed",
        "waitSeconds":null,"callsInFlight":0,"calls":0,"failures":{},"lastFailure":null}]
      """;

  private static final String CONTENT =
      """
      {"pages":42,"passages":310,"leftOut":{"drafts":3},"warnings":["a/very/long/path/of/a/page/that/does/not/end/at/all.md is not UTF-8 text."],
       "readAt":"2026-05-31T12:00:00Z","faqProblem":null}
      """;

  private static final String UNANSWERED =
      """
      [{"id":"a1","question":"Do you ship to … Mars?","times":3,"visitors":2,"reasons":["not_told"],"lastAsked":"2026-05-31"},
       {"id":"a2","question":"هل تشحن إلى الخارج؟","times":1,"visitors":1,"reasons":["nothing_found","not_helpful"],"lastAsked":"2026-05-30"}]
      """;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startToday(Map.of("OWNER_TOKEN", OwnersPage.TOKEN));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 360, 740", "DARK, 360, 740", "LIGHT, 1280, 900", "DARK, 1280, 900"})
  void noStateHasAViolation(ColorScheme scheme, int width, int height) {
    OwnersPage page =
        open(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
    Axe.expectNoViolation("signed out", page.tab());
    page.signIn("not-the-owners-token");
    assertThat(page.signInProblem()).containsText("not the token");
    Axe.expectNoViolation("wrong token", page.tab());
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.unanswered()).hasCount(2);
    Axe.expectNoViolation("dashboard", page.tab());
    page.tab().locator("#period label").last().click();
    page.tab().locator("summary").first().click();
    page.button("Write the answer").click();
    page.button("Save and publish").click();
    assertThat(page.tab().locator(".problem:visible")).hasText("Write the answer first.");
    page.button("Erase").click();
    Axe.expectNoViolation("30 days, table, editor with a fault, erase armed", page.tab());
  }

  @Test
  void withNothingToShowItSaysSo() {
    Page tab = chromium.open(new NewContextOptions().setViewportSize(360, 740));
    OwnersPage page = OwnersPage.open(tab, server.address());
    for (String list : List.of("days", "unanswered", "upstreams", "messages")) {
      page.play(list, 200, "[]");
    }
    page.play("budgets", 404, "{}");
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.tile("Questions")).containsText("0");
    assertThat(tab.locator("#breakdown")).hasText("Nobody has asked in this time.");
    assertThat(tab.locator(".readout").first()).hasText("No question in the last 30 days yet.");
    assertThat(tab.locator("#unanswered-empty")).isVisible();
    assertThat(tab.locator("#messages-empty")).isVisible();
    assertThat(tab.locator("#upstreams-empty")).isVisible();
    assertThat(tab.locator("#budgets")).isHidden();
    Axe.expectNoViolation("empty", tab);
  }

  @Test
  void whatTheServerDoesNotHaveIsNotShown() {
    OwnersPage page = open(new NewContextOptions());
    page.play("messages", 404, "{}");
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.unanswered()).hasCount(2);
    assertThat(page.tab().locator("#messages")).isHidden();
    assertThat(page.tab().locator("#notice")).isHidden();
  }

  @Test
  void theFiguresOfAPeriodAreAddedUp() {
    OwnersPage page = open(new NewContextOptions());
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.tile("Questions")).hasText("7" + "6 yesterday");
    assertThat(page.tile("Cost")).containsText("$0.50");
    page.tab().locator("#period label").nth(1).click();
    assertThat(page.tile("Questions")).hasText("44" + "6 a day");
    assertThat(page.tile("Cost")).containsText("$3.50");
    assertThat(page.tile("Waited")).hasText("7" + "for a place, 4 s on average");
    assertThat(page.tile("Thumbs")).hasText("7 up" + "0 down");
    assertThat(page.tile("Refused")).hasText("14" + "too many questions");
    assertThat(page.tab().locator("#breakdown .counts").first())
        .hasText(Pattern.compile("Model 21\\s*Fallback 7\\s*No answer began 2\\s*Turned away 14"));
    assertThat(page.tab().locator("#budget-list p"))
        .hasText(
            new String[] {
              "All models together",
              "$0.319 of $1.00",
              "Model",
              "842K of 1M tokens, 4,200 held for answers being written",
              "Fallback",
              "1,200 tokens, without a limit",
              "Embeddings",
              "0 of 0 tokens: spent, until midnight UTC"
            });
  }

  @Test
  void anAddressThatIsMoreThanOneIsNoLink() {
    OwnersPage page = open(new NewContextOptions());
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.tab().locator("#message-list li").first().locator("a"))
        .hasAttribute("href", "mailto:ana%40example.com");
    assertThat(page.tab().locator("#message-list li").last().locator("a")).hasCount(0);
    assertThat(page.tab().locator("#message-list li").last()).containsText("<b>Hello</b>");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 700, 1000})
  void nothingIsLostAtTheSide(int width) {
    OwnersPage page = open(new NewContextOptions().setViewportSize(width, 740));
    page.signIn(OwnersPage.TOKEN);
    page.button("Write the answer").click();
    page.tab().locator("summary").first().click();
    assertThat(page.tab().evaluate("() => document.documentElement.scrollWidth")).isEqualTo(width);
  }

  @Test
  void whatIsTouchedIsLargeEnough() {
    OwnersPage page =
        open(new NewContextOptions().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true));
    assertThat((List<?>) page.tab().evaluate(TOO_SMALL)).isEmpty();
    page.signIn(OwnersPage.TOKEN);
    page.button("Write the answer").click();
    assertThat(page.answer()).hasCSS("font-size", "16px");
    assertThat((List<?>) page.tab().evaluate(TOO_SMALL)).isEmpty();
  }

  @Test
  void inForcedColorsNothingIsViolated() {
    OwnersPage page = open(new NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
    page.signIn(OwnersPage.TOKEN);
    assertThat(page.unanswered()).hasCount(2);
    Axe.expectNoViolation("forced colors", page.tab());
  }

  private static OwnersPage open(NewContextOptions options) {
    OwnersPage page = OwnersPage.open(chromium.open(options.setLocale("en-US")), server.address());
    page.play("days", 200, days());
    page.play("budgets", 200, BUDGETS);
    page.play("messages", 200, MESSAGES);
    page.play("upstreams", 200, UPSTREAMS);
    page.play("content", 200, CONTENT);
    page.play("unanswered", 200, UNANSWERED);
    return page;
  }

  private static String days() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return IntStream.range(0, 12)
        .mapToObj(
            ago ->
                """
                {"day":"%s","questions":%d,"by":{"model":3,"fallback":1},"endings":{"finished":4,"failed (upstream_busy)":%d},
                 "refused":{"too_many_questions":2},"waits":{"questions":1,"seconds":4},"thumbs":{"up":1,"down":0},
                 "tokensRead":2000,"cachedTokens":500,"tokensWritten":300,"costUsd":0.5}
                """
                    .formatted(today.minusDays(ago), ago % 4 == 0 ? 7 : 6, ago % 4 == 0 ? 1 : 0))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
