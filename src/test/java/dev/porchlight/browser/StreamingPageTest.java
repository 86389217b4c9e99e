package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page makes of streams and refusals that the test writes itself. */
final class StreamingPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String ANSWER = "event: answer\nid: 0\ndata: {\"id\":\"a\"}\n\n";
  private static final String FINISHED =
      "event: done\nid: 3\ndata: {\"ending\":\"finished\",\"finishReason\":\"stop\"}\n\n";

  @RegisterExtension static final ServedSite site = new ServedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void whoStandsInForTheModelIsTold() {
    String begin =
        "event: begin\nid: 1\ndata: {\"by\":\"extract\",\"because\":\"upstream_unavailable\"}\n\n";
    page.answerWith(ANSWER + begin + chunk(2, "Quoted.") + FINISHED);
    page.ask("Well?");
    assertThat(page.author()).hasText("Quoted from the site: the model can’t be reached right now");
  }

  @Test
  void anAnswerFromBeforeTellsItsAge() {
    String answer =
        "event: answer\nid: 0\ndata: {\"id\":\"a\",\"cached\":true,\"ageSeconds\":7300}\n\n";
    String begin = "event: begin\nid: 1\ndata: {\"by\":\"model\"}\n\n";
    page.answerWith(answer + begin + chunk(2, "Again.") + FINISHED);
    page.ask("Well?");
    assertThat(page.author()).hasText("Answered before, 2 hours ago");
  }

  @Test
  void aRefusalCountsDownAndKeepsTheDraft() {
    Page tab = chromium.open();
    tab.clock().install();
    page = ChatPage.open(tab, site.address());
    page.refuseWith(
        429, "{\"status\":429,\"code\":\"too_many_questions\",\"retryAfterSeconds\":90}");
    page.ask("Well?");
    assertThat(page.ending()).containsText("a lot of questions");
    page.question().fill("The next one");
    assertThat(page.note()).containsText("You can send again in");
    assertThat(page.send()).hasAttribute("aria-disabled", "true");
    assertThat(page.action("retry")).isDisabled();
    tab.clock().fastForward("01:31");
    assertThat(page.send()).hasAttribute("aria-disabled", "false");
    assertThat(page.action("retry")).isEnabled();
    assertThat(page.question()).hasValue("The next one");
  }

  @Test
  void aQuestionIsSentOnceMoreOnlyWhenItsConnectionBrokeBeforeTheAnswer() {
    List<String> keys = new ArrayList<>();
    page.tab()
        .route(
            "**/chat",
            route -> {
              keys.add(route.request().headerValue("Idempotency-Key"));
              route.abort();
            });
    page.ask("Well?");
    assertThat(page.ending()).containsText("can’t be reached");
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotBlank();
  }

  @Test
  void aRefusedQuestionIsNotSentAgain() {
    List<Request> asked = new ArrayList<>();
    page.tab()
        .onRequest(
            request -> {
              if (request.method().equals("POST")) {
                asked.add(request);
              }
            });
    page.refuseWith(503, "{\"status\":503,\"code\":\"line_full\"}");
    page.ask("Well?");
    assertThat(page.ending()).containsText("Too many people");
    assertThat(asked).hasSize(1);
  }

  @Test
  void enterThatEndsACompositionDoesNotSend() {
    page.question().fill("日本");
    page.question()
        .evaluate(
            "field => field.dispatchEvent(new KeyboardEvent('keydown',"
                + " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))");
    assertThat(page.question()).hasValue("日本");
    assertThat(page.exchanges()).hasCount(0);
  }

  @Test
  void shiftAndEnterBeginsALine() {
    page.question().fill("One");
    page.question().press("Shift+Enter");
    page.question().pressSequentially("two");
    assertThat(page.question()).hasValue("One\ntwo");
  }

  @Test
  void aDoublePressSendsAndDoesNotStop() {
    page.tab().route("**/chat", route -> {});
    page.question().fill("Well?");
    page.send().evaluate("(button) => [1, 2].forEach(() => button.click())");
    assertThat(page.send()).hasAttribute("aria-label", "Stop the answer");
    assertThat(page.newest()).hasAttribute("data-phase", "submitted");
  }

  @Test
  void aQuestionThatIsTooLongIsNotSent() {
    page.question().fill("x".repeat(4001));
    assertThat(page.note()).hasText("Characters over the limit: 1");
    page.question().press("Enter");
    assertThat(page.exchanges()).hasCount(0);
    assertThat(page.question()).hasValue("x".repeat(4001));
  }

  @Test
  void aDraftOutlivesAReload() {
    page.question().fill("Not yet");
    page.tab().reload();
    assertThat(page.question()).hasValue("Not yet");
  }

  @Test
  void whatIsTypedBeforeThePageListensIsKeptWithTheDraft() {
    page.question().fill("An older draft");
    openTyping("Typed early");
    assertThat(page.question()).hasValue("An older draft\nTyped early");
    openTyping("An older draft\nTyped early, and more");
    assertThat(page.question()).hasValue("An older draft\nTyped early, and more");
    openTyping("An older");
    assertThat(page.question()).hasValue("An older draft\nTyped early, and more");
  }

  /** Opens the page again, and types while its scripts are still on their way. */
  private void openTyping(String words) {
    List<Route> scripts = new ArrayList<>();
    page.tab().route("**/{js/main,assets/main-*}.js", scripts::add);
    page.tab()
        .navigate(
            site.address().toString(),
            new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    page.tab().waitForCondition(() -> !scripts.isEmpty());
    page.question().fill(words);
    page.tab().unroute("**/{js/main,assets/main-*}.js");
    scripts.forEach(Route::resume);
    assertThat(page.send()).hasAttribute("data-mode", "send");
  }

  @Test
  void aCitationLeadsToItsSource() {
    String begin =
        "event: begin\nid: 1\ndata: {\"by\":\"model\",\"sources\":[{\"title\":\"The door\","
            + "\"url\":\"https://example.org/door\",\"excerpt\":\"It is red.\"}]}\n\n";
    page.answerWith(ANSWER + begin + chunk(2, "It is red [1], not blue [2].") + FINISHED);
    page.ask("Well?");
    assertThat(page.prose()).hasText("It is red 1, not blue [2].");
    page.prose().getByRole(AriaRole.LINK).click();
    assertThat(page.newest().locator(".sources li")).isFocused();
    assertThat(page.newest().locator(".sources a")).hasAttribute("rel", "noopener nofollow");
  }

  @Test
  void theVoiceTellsTheStartTheTextAndTheEndOnceEach() {
    String begin = "event: begin\nid: 1\ndata: {\"by\":\"model\"}\n\n";
    page.answerWith(ANSWER + begin + chunk(2, "One block.\n\nAnother.") + FINISHED);
    page.ask("Well?");
    assertThat(page.voice()).containsText("The answer is complete.");
    assertThat(page.voice().locator("p").allInnerTexts())
        .endsWith("One block.", "Another.", "The answer is complete.");
  }

  @Test
  void aBrowserThatKeepsNothingSaysSoAndAnswersAllTheSame() {
    Page tab = chromium.open();
    tab.addInitScript(
        "for (const name of ['localStorage', 'sessionStorage'])"
            + " Object.defineProperty(window, name, {get() { throw new Error('blocked'); }});");
    ChatPage blocked = ChatPage.open(tab, site.address());
    assertThat(blocked.tab().locator("#not-remembered")).isVisible();
    blocked.ask("What is Porchlight?");
    blocked.awaitEnd();
    assertThat(blocked.prose()).not().isEmpty();
  }

  @Test
  void howAnAnswerEndedIsSaidInWords() {
    for (String reason : List.of("content_filter", "refusal", "tool_calls")) {
      page.answerWith(
          ANSWER
              + chunk(2, "Words.")
              + "event: done\nid: 3\ndata: {\"ending\":\"finished\",\"finishReason\":\"%s\"}\n\n"
                  .formatted(reason));
      page.ask("Well, " + reason + "?");
      page.awaitQuestion(reason);
      page.awaitEnd();
      assertThat(page.ending()).containsText("model");
    }
    page.answerWith(
        ANSWER + "event: error\nid: 2\ndata: {\"error\":\"\",\"code\":\"answer_empty\"}\n\n");
    page.ask("Nothing?");
    page.awaitQuestion("Nothing?");
    assertThat(page.ending()).containsText("ended without an answer");
  }

  @Test
  void aFaultOfThePageIsSaidAndLoggedAndNotTakenForALostConnection() {
    List<String> faults = new ArrayList<>();
    Page tab = chromium.open();
    tab.onPageError(faults::add);
    tab.addInitScript(
        "addEventListener('DOMContentLoaded', () => {"
            + " const { normalize } = Element.prototype;"
            + " Element.prototype.normalize = function () {"
            + "  if (this.className === 'prose' && this.textContent.includes('boom')) throw new Error('boom');"
            + "  return normalize.call(this); }; });");
    page = ChatPage.open(tab, site.address());
    page.answerWith(ANSWER + chunk(2, "A boom, **all** of it.") + FINISHED);
    page.ask("Well?");
    assertThat(page.newest().locator(".undrawn .ending")).containsText("ran into an error");
    assertThat(page.newest().locator(".undrawn pre")).hasText("A boom, **all** of it.");
    assertThat(faults).singleElement().asString().contains("boom");
    page.answerWith(ANSWER + chunk(2, "Fine.") + FINISHED);
    page.ask("And now?");
    assertThat(page.prose()).hasText("Fine.");
  }

  @Test
  void anEventThatCannotBeReadEndsTheAnswerAndIsNotAskedForAgain() {
    List<Request> asked = new ArrayList<>();
    page.tab().onRequest(asked::add);
    page.answerWith(ANSWER + chunk(2, "Half.") + "event: chunk\nid: 3\ndata: {broken\n\n");
    page.ask("Well?");
    assertThat(page.ending()).containsText("ran into an error");
    assertThat(page.prose()).hasText("Half.");
    assertThat(asked.stream().filter(request -> request.url().contains("/chat"))).hasSize(1);
  }

  private static String chunk(int position, String text) {
    return "event: chunk\nid: %d\ndata: {\"text\":\"%s\"}\n\n"
        .formatted(position, text.replace("\n", "\\n"));
  }
}
