package dev.porchlight.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** The page as a visitor sees and uses it. */
final class ChatPage {

  private final Page tab;

  private ChatPage(Page tab) {
    this.tab = tab;
  }

  static ChatPage open(Page tab, URI site) {
    tab.navigate(site.toString());
    ChatPage page = new ChatPage(tab);
    PlaywrightAssertions.assertThat(page.question()).isVisible();
    tab.waitForFunction("() => document.querySelector('.greeting')");
    return page;
  }

  Page tab() {
    return tab;
  }

  void ask(String words) {
    question().fill(words);
    question().press("Enter");
  }

  Locator question() {
    return tab.locator("#question");
  }

  /** The button that sends, and stops while an answer is written. */
  Locator send() {
    return tab.locator(".send");
  }

  Locator note() {
    return tab.locator("#question-note");
  }

  Locator exchanges() {
    return tab.locator(".exchange");
  }

  Locator newest() {
    return exchanges().last();
  }

  Locator prose() {
    return newest().locator(".prose");
  }

  Locator progress() {
    return newest().locator(".progress");
  }

  Locator ending() {
    return newest().locator(".ending");
  }

  Locator author() {
    return newest().locator(".author");
  }

  Locator action(String name) {
    return newest().locator("[data-action=" + name + "]");
  }

  Locator greeting() {
    return tab.locator(".greeting");
  }

  Locator suggestions() {
    return tab.locator(".suggestion");
  }

  Locator newConversation() {
    return tab.locator("#new-conversation");
  }

  /** What the page shows for a moment stays from now on, until the tab's clock is moved. */
  void stopTime() {
    tab.clock().install();
    tab.clock().pauseAt(Date.from(Instant.now().plus(Duration.ofHours(1))));
  }

  Locator voice() {
    return tab.locator("#announcer");
  }

  /** Waits until the newest question is this one. */
  void awaitQuestion(String words) {
    newest().locator(".question", new Locator.LocatorOptions().setHasText(words)).waitFor();
  }

  void awaitEnd() {
    tab.locator(".exchange:last-child[data-phase=ended]").waitFor();
  }

  /** Lets the server's place be taken: each question is answered by this whole stream. */
  void answerWith(String events) {
    tab.route(
        "**/chat",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/event-stream").setBody(events)));
  }

  /** Lets each question be refused before its stream. */
  void refuseWith(int status, String problem) {
    tab.route(
        "**/chat",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(status)
                    .setHeaders(Map.of("Content-Type", "application/problem+json"))
                    .setBody(problem)));
  }
}
