package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.testing.upstream.Exchange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An answer that broke off and goes on: it becomes the one answer that it would have been. */
final class ContinuePageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String CODE =
      "So:\n\n```js\nconst a = 1;\nconst bee = 2;\nrun(a, bee);\n```\n\nThat is **all**.";

  private static final String DRAWN =
      """
      async (markdown) => {
        const { StreamingView } = await import('/js/markdown/streaming-view.js');
        const view = new StreamingView({ addressOf: () => null, onFrozen: () => {}, copyLabel: 'Copy' });
        view.update(markdown, { over: true, whole: true });
        return view.element.textContent;
      }
      """;

  @RegisterExtension final PlayedSite site = new PlayedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void codeThatWasCutIsTheSameHoweverTheModelGoesOn() {
    int cut = CODE.indexOf("ee = 2");
    int line = CODE.lastIndexOf('\n', cut) + 1;
    List<String> rests =
        List.of(CODE.substring(cut), "```js\n" + CODE.substring(line), CODE.substring(line));
    Object whole = page.tab().evaluate(DRAWN, CODE);
    for (String rest : rests) {
      page.ask("Code?");
      site.awaitExchange().startStream().delta(CODE.substring(0, cut)).finish("length").done();
      page.awaitEnd();
      page.action("continue").click();
      Exchange exchange = site.awaitExchange().startStream();
      rest.lines().forEach(words -> exchange.delta(words + (rest.endsWith(words) ? "" : "\n")));
      exchange.finish("stop").done();
      assertThat(page.prose().locator("strong")).hasText("all");
      page.awaitEnd();
      assertThat(page.prose().evaluate("(prose) => prose.textContent.replace('Wrap', '')"))
          .isEqualTo(whole);
      assertThat(page.prose().locator(".code")).hasCount(1);
      assertThat(page.ending()).isHidden();
      page.newConversation().click();
    }
  }

  @Test
  void theModelIsAskedTheSameQuestionWithItsAnswerSoFarAndHistoryHasOneTurn() {
    site.answer(page, "One?", "First.");
    page.ask("Two?");
    site.awaitExchange().startStream().delta("It goes ").finish("length").done();
    page.awaitQuestion("Two?");
    page.awaitEnd();
    page.action("continue").click();
    Exchange exchange = site.awaitExchange();
    assertThat(contents(exchange).subList(1, 6))
        .startsWith("One?", "First.", "Two?", "It goes ")
        .last()
        .asString()
        .contains("go on");
    exchange.startStream().delta("on and on.").finish("stop").done();
    assertThat(page.prose()).hasText("It goes on and on.");
    page.awaitEnd();
    assertThat(page.exchanges()).hasCount(2);
    page.ask("Three?");
    assertThat(contents(site.awaitExchange()).subList(1, 6))
        .containsExactly("One?", "First.", "Two?", "It goes on and on.", "Three?");
  }

  @Test
  void whatGoesOnOutlivesAReloadAndMayBreakOffAgain() {
    page.ask("Long?");
    site.awaitExchange().startStream().delta("- one\n- tw").finish("length").done();
    page.awaitEnd();
    page.action("continue").click();
    Exchange exchange = site.awaitExchange().startStream().delta("o\n- three and");
    assertThat(page.prose().locator("li")).hasText(new String[] {"one", "two", "three and"});
    page.tab().reload();
    assertThat(page.prose().locator("li")).hasText(new String[] {"one", "two", "three and"});
    exchange.delta(" so").endBody();
    page.awaitEnd();
    page.action("continue").click();
    site.awaitExchange().startStream().delta(" on.").finish("stop").done();
    assertThat(page.prose().locator("li")).hasText(new String[] {"one", "two", "three and so on."});
  }

  @Test
  void whatCannotGoOnKeepsItsText() {
    page.ask("Long?");
    site.awaitExchange().startStream().delta("Half").finish("length").done();
    page.awaitEnd();
    page.action("continue").click();
    site.awaitExchange().respond(401, Map.of());
    assertThat(page.ending()).containsText("set up correctly");
    assertThat(page.prose()).hasText("Half");
    assertThat(page.action("continue")).isVisible();
  }

  private static List<String> contents(Exchange exchange) {
    JsonNode messages = exchange.body().path("messages");
    return messages.findValuesAsText("content");
  }
}
