package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.upstream.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Asking, reading, stopping, going on: the page against the real server, whose model the test
 * plays.
 */
final class ConversationPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  @RegisterExtension final PlayedSite site = new PlayedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    page = ChatPage.open(chromium.open(), site.address());
  }

  @Test
  void greetsAndOffersQuestions() {
    assertThat(page.greeting()).not().isEmpty();
    assertThat(page.suggestions().first()).isVisible();
    assertThat(page.tab()).hasTitle(page.tab().locator("#site-name").innerText());
  }

  @Test
  void anOfferedQuestionIsAskedByOnePress() {
    String question = page.suggestions().first().innerText();
    page.suggestions().first().click();
    assertThat(site.awaitExchange().request().question()).isEqualTo(question);
    assertThat(page.newest().locator(".question")).hasText(question);
    assertThat(page.greeting()).isHidden();
  }

  @Test
  void theAnswerAppearsWordByWord() {
    page.ask("What is it?");
    assertThat(page.progress()).containsText("Thinking…");
    Exchange exchange = site.awaitExchange().startStream().delta("A porch ");
    assertThat(page.prose()).hasText("A porch");
    exchange.delta("light.");
    assertThat(page.prose()).hasText("A porch light.");
    exchange.finish("stop").done();
    page.awaitEnd();
    assertThat(page.progress()).isHidden();
    assertThat(page.ending()).isHidden();
  }

  @Test
  void theConversationSoFarIsSentAlong() {
    site.answer(page, "One?", "First.");
    page.ask("Two?");
    JsonNode messages = site.awaitExchange().body().path("messages");
    List<String> contents = messages.findValuesAsText("content");
    assertThat(contents.subList(contents.size() - 3, contents.size()))
        .containsExactly("One?", "First.", "Two?");
  }

  @Test
  void aLongSilenceIsSaidToBeNoLostConnection() {
    Page tab = chromium.open();
    tab.clock().install();
    page = ChatPage.open(tab, site.address());
    page.ask("Anyone?");
    Exchange exchange = site.awaitExchange();
    assertThat(page.progress()).containsText("Thinking…");
    tab.clock().runFor(13_000);
    assertThat(page.progress()).containsText("Still waiting for the model…");
    exchange.startStream().delta("Here.").finish("stop").done();
    tab.clock().resume();
    assertThat(page.prose()).hasText("Here.");
    assertThat(page.progress()).isHidden();
  }

  @Test
  void stopReachesTheUpstreamAndIsSaid() {
    page.ask("Long?");
    Exchange exchange = site.awaitExchange().startStream().delta("It goes on ");
    assertThat(page.prose()).hasText("It goes on");
    page.send().click();
    exchange.awaitHangUp();
    assertThat(page.ending()).hasText("You stopped this answer.");
    assertThat(page.prose()).hasText("It goes on");
  }

  @Test
  void stopBeforeTheFirstWordReachesTheUpstreamToo() {
    page.ask("Long?");
    Exchange exchange = site.awaitExchange();
    page.send().click();
    exchange.awaitHangUp();
    assertThat(page.ending()).hasText("You stopped this answer.");
  }

  @Test
  void aStoppedAnswerGoesOnFromWhereItWas() {
    page.ask("Long?");
    site.awaitExchange().startStream().delta("It goes on ");
    assertThat(page.prose()).hasText("It goes on");
    page.send().click();
    page.action("continue").click();
    JsonNode messages = site.awaitExchange().body().path("messages");
    assertThat(messages.get(messages.size() - 2).path("content").asText()).isEqualTo("It goes on ");
    assertThat(messages.get(messages.size() - 2).path("role").asText()).isEqualTo("assistant");
    assertThat(messages.get(messages.size() - 1).path("content").asText()).contains("go on");
  }

  @Test
  void tryAgainAsksTheSameQuestionInItsPlace() {
    page.ask("Well?");
    site.awaitExchange().respond(400, Map.of());
    assertThat(page.ending()).containsText("refused this question");
    page.action("retry").click();
    site.awaitExchange().startStream().delta("Yes.").finish("stop").done();
    assertThat(page.prose()).hasText("Yes.");
    assertThat(page.exchanges()).hasCount(1);
  }

  @Test
  void anAnswerThatBreaksOffSaysSo() {
    page.ask("Well?");
    site.awaitExchange().startStream().delta("Half **an").endBody();
    assertThat(page.ending()).hasText("This answer broke off before its end.");
    assertThat(page.prose().locator("strong")).hasText("an");
    assertThat(page.action("continue")).isVisible();
  }

  @Test
  void anAnswerThatFailsInItsMiddleKeepsItsText() {
    page.ask("Well?");
    site.awaitExchange().startStream().delta("Half").event("{\"error\":{\"message\":\"no\"}}");
    assertThat(page.ending()).containsText("ran into an error");
    assertThat(page.prose()).hasText("Half");
  }

  @Test
  void theConversationOutlivesAReload() {
    site.answer(page, "One?", "First.");
    page.tab().reload();
    assertThat(page.prose()).hasText("First.");
    assertThat(page.newest().locator(".question")).hasText("One?");
  }

  @Test
  void aReloadInMidAnswerReadsOn() {
    page.ask("Long?");
    Exchange exchange = site.awaitExchange().startStream().delta("Before ");
    assertThat(page.prose()).hasText("Before");
    page.tab().reload();
    assertThat(page.prose()).hasText("Before");
    exchange.delta("and after.").finish("stop").done();
    assertThat(page.prose()).hasText("Before and after.");
    page.awaitEnd();
    assertThat(site.exchanges()).hasSize(1);
  }

  @Test
  void aLostConnectionIsSaidAndTakenUpAgain() throws IOException {
    try (Wire wire = Wire.to(site.address())) {
      page = ChatPage.open(chromium.open(), wire.address());
      page.ask("Long?");
      Exchange exchange = site.awaitExchange().startStream().delta("Before ");
      assertThat(page.prose()).hasText("Before");
      wire.cut();
      assertThat(page.progress()).containsText("Reconnecting…");
      exchange.delta("and after.").finish("stop").done();
      wire.closeBlocks();
      assertThat(page.prose()).hasText("Before and after.");
      page.awaitEnd();
      assertThat(site.exchanges()).hasSize(1);
    }
  }

  @Test
  void beingOfflineIsSaid() throws IOException {
    try (Wire wire = Wire.to(site.address())) {
      page = ChatPage.open(chromium.open(), wire.address());
      page.ask("Long?");
      site.awaitExchange().startStream().delta("Before ");
      assertThat(page.prose()).hasText("Before");
      page.tab().context().setOffline(true);
      wire.cut();
      assertThat(page.progress()).containsText("You are offline");
    }
  }

  @Test
  void anAnswerThatTheServerForgotIsCutOff() {
    page.ask("Long?");
    site.awaitExchange().startStream().delta("Before ");
    assertThat(page.prose()).hasText("Before");
    page.tab().close();
    site.advance(Duration.ofMinutes(30));
    await().until(() -> site.state().openAnswers() == 0);
    site.advance(Duration.ofMinutes(30));
    page = ChatPage.open(page.tab().context().newPage(), site.address());
    assertThat(page.ending()).containsText("can no longer be fetched");
    assertThat(page.prose()).hasText("Before");
  }

  @Test
  void aNewConversationForgetsTheOldOne() {
    site.answer(page, "One?", "First.");
    page.newConversation().click();
    assertThat(page.exchanges()).hasCount(0);
    assertThat(page.greeting()).isVisible();
    page.tab().reload();
    assertThat(page.greeting()).isVisible();
    assertThat(page.exchanges()).hasCount(0);
  }

  @Test
  void anAnswerIsCopiedAsItsMarkdown() {
    page.tab().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    site.answer(page, "One?", "A **strong** one.");
    page.stopTime();
    page.action("copy").click();
    assertThat(page.action("copy")).hasText("Copied");
    assertThat(page.tab().evaluate("() => navigator.clipboard.readText()"))
        .isEqualTo("A **strong** one.");
  }
}
