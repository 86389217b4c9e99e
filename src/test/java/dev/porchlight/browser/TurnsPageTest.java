package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.porchlight.testing.upstream.Exchange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Going back in a conversation: a question in other words, and what the visitor thinks of it. */
final class TurnsPageTest {

  /** Shorter than the time for which the page shows what is said for a moment. */
  private static final Duration A_STEP = Duration.ofMillis(500);

  @RegisterExtension static final Chromium chromium = new Chromium();

  @RegisterExtension final PlayedSite site = new PlayedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void anEditedQuestionReplacesTheConversationFromThereOn() {
    site.answer(page, "One?", "First.");
    site.answer(page, "Two?", "Second.");
    site.answer(page, "Three?", "Third.");
    edit(1);
    assertThat(editor()).isFocused();
    assertThat(editor()).hasValue("Two?");
    editor().fill("Two and a half?");
    editor().press("Enter");
    Exchange exchange = site.awaitExchange();
    JsonNode messages = exchange.body().path("messages");
    List<String> contents = messages.findValuesAsText("content");
    assertThat(contents.subList(1, contents.size()))
        .containsExactly("One?", "First.", "Two and a half?");
    exchange.startStream().delta("Another.").finish("stop").done();
    page.awaitEnd();
    assertThat(page.exchanges().locator(".question"))
        .hasText(new String[] {"One?", "Two and a half?"});
    assertThat(page.prose()).hasText("Another.");
    assertThat(page.question()).isFocused();
  }

  @Test
  void escapeLeavesTheQuestionAsItWasAndReturnsTheFocus() {
    site.answer(page, "One?", "First.");
    editButton(0).focus();
    page.tab().keyboard().press("Enter");
    editor().pressSequentially(" Or two");
    editor().press("Shift+Enter");
    editor().press("Escape");
    assertThat(editor()).hasCount(0);
    assertThat(page.newest().locator(".question")).hasText("One?");
    assertThat(editButton(0)).isFocused();
    assertThat(site.exchanges()).hasSize(1);
  }

  @Test
  void anEditStopsTheAnswerThatItReplaces() {
    page.ask("Long?");
    Exchange exchange = site.awaitExchange().startStream().delta("It goes on ");
    assertThat(page.prose()).hasText("It goes on");
    edit(0);
    editor().fill("Short?");
    editor().press("Enter");
    exchange.awaitHangUp();
    site.awaitExchange().startStream().delta("Yes.").finish("stop").done();
    page.awaitEnd();
    assertThat(page.exchanges()).hasCount(1);
    assertThat(page.prose()).hasText("Yes.");
  }

  @Test
  void anEditThatIsEmptyOrTooLongIsNotSent() {
    site.answer(page, "One?", "First.");
    edit(0);
    editor().fill("  ");
    editor().press("Enter");
    editor().fill("x".repeat(4001));
    assertThat(page.newest().locator(".editor .note")).hasText("Characters over the limit: 1");
    editor().press("Enter");
    assertThat(editor()).isVisible();
    assertThat(site.exchanges()).hasSize(1);
    Axe.expectNoViolation("edited", page.tab());
  }

  @Test
  void anOpinionIsCountedShownAndKeptOverAReload() {
    site.answer(page, "One?", "First.");
    page.action("helpful").click();
    assertThat(page.action("helpful")).hasAttribute("aria-pressed", "true");
    page.tab().waitForCondition(() -> site.state().helpful() == 1);
    page.action("unhelpful").click();
    page.tab().waitForCondition(() -> site.state().unhelpful() == 1);
    assertThat(page.action("unhelpful")).hasAttribute("aria-pressed", "true");
    assertThat(page.action("helpful")).hasAttribute("aria-pressed", "false");
    page.tab().reload();
    assertThat(page.action("unhelpful")).hasAttribute("aria-pressed", "true");
    Axe.expectNoViolation("rated", page.tab());
    assertThat(site.state().helpful()).isZero();
  }

  @Test
  void anOpinionThatIsOnItsWayIsKeptOverAReload() {
    site.answer(page, "One?", "First.");
    page.tab().route("**/feedback", Route::fetch);
    page.action("helpful").click();
    page.tab().waitForCondition(() -> site.state().helpful() == 1);
    page.tab().reload();
    assertThat(page.action("helpful")).hasAttribute("aria-pressed", "true");
  }

  @Test
  void anOpinionThatIsNotSentIsTakenBackAndSaid() {
    site.answer(page, "One?", "First.");
    page.tab().route("**/feedback", Route::abort);
    page.stopTime();
    page.action("helpful").click();
    page.tab()
        .waitForCondition(
            () -> {
              page.tab().clock().runFor(A_STEP.toMillis());
              return page.voice().textContent().contains("Your rating couldn’t be counted.");
            });
    assertThat(page.action("helpful")).hasText("Your rating couldn’t be counted.");
    page.tab().clock().resume();
    assertThat(page.action("helpful")).hasAttribute("aria-pressed", "false");
  }

  @Test
  void anOpinionThatComesTooLateIsTakenBackAndSaid() {
    site.answer(page, "One?", "First.");
    site.advance(Duration.ofMinutes(11));
    page.stopTime();
    page.action("helpful").click();
    assertThat(page.voice()).containsText("Your rating couldn’t be counted.");
    assertThat(page.action("helpful")).hasAttribute("aria-pressed", "false");
    assertThat(page.action("helpful")).hasText("Your rating couldn’t be counted.");
  }

  @Test
  void anAnswerThatDidNotFinishIsNotRated() {
    page.ask("Well?");
    site.awaitExchange().startStream().delta("Half").endBody();
    page.awaitEnd();
    assertThat(page.action("copy")).isVisible();
    assertThat(page.action("helpful")).hasCount(0);
  }

  @Test
  void theConversationIsCopiedAsMarkdown() {
    page.tab().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    site.answer(page, "One?", "A **strong** one.");
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("[data-action=copy-conversation]").click();
    assertThat(page.voice()).containsText("Copied");
    assertThat((String) page.tab().evaluate("() => navigator.clipboard.readText()"))
        .contains("One?", "A **strong** one.");
  }

  @Test
  void anAnswerAnewComesFromTheModelAgain() {
    site.answer(page, "One?", "First.");
    page.action("retry").click();
    site.awaitExchange().startStream().delta("Second.").finish("stop").done();
    assertThat(page.prose()).hasText("Second.");
    assertThat(page.exchanges()).hasCount(1);
  }

  private Locator editButton(int exchange) {
    return page.exchanges().nth(exchange).locator(".edit");
  }

  private void edit(int exchange) {
    editButton(exchange).click();
  }

  private Locator editor() {
    return page.tab().locator(".editor textarea");
  }
}
