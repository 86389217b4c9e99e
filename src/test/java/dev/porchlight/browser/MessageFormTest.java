package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.WebhookReceiver;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which a visitor leaves a message, from the page to the owner's webhook. */
final class MessageFormTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String UNKNOWN = "Who won the world cup in 2018?";

  @TempDir private Path folder;
  private WebhookReceiver receiver;
  private TestServer server;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    server = startServer(Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void aQuestionThatTheSiteDoesNotAnswerBecomesAMessage() {
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.ask(UNKNOWN);
    page.awaitEnd();
    page.action("leave-message").click();
    assertThat(text(page)).hasValue(UNKNOWN);
    assertThat(text(page)).isFocused();
    text(page).fill("Please tell me. ");
    replyTo(page).fill("ana@example.com");
    dialog(page).locator("[type=checkbox]").check();
    button(page, "Send").click();
    assertThat(dialog(page).locator("[role=status]"))
        .hasText("Your message is on its way. Thank you!");
    assertThat(button(page, "Close")).isFocused();

    JsonNode received = awaitMessage();
    assertThat(received.path("message").asText()).isEqualTo("Please tell me.");
    assertThat(received.path("replyTo").asText()).isEqualTo("ana@example.com");
    assertThat(received.path("conversation").path(0))
        .hasToString("{\"role\":\"user\",\"content\":\"" + UNKNOWN + "\"}");
    assertThat(received.path("conversation").path(1).path("role").asText()).isEqualTo("assistant");
    button(page, "Close").click();
    assertThat(dialog(page)).isHidden();
    openFromMenu(page);
    assertThat(text(page)).hasValue("");
    assertThat(replyTo(page)).hasValue("");
  }

  @Test
  void onlyWhatIsWrittenIsSent() {
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.ask(UNKNOWN);
    page.awaitEnd();
    openFromMenu(page);
    text(page).fill("Hello");
    button(page, "Send").click();
    JsonNode received = awaitMessage();
    assertThat(received.path("message").asText()).isEqualTo("Hello");
    assertThat(received.path("replyTo").isNull()).isTrue();
    assertThat(received.path("conversation")).isEmpty();
  }

  @Test
  void anAnsweredQuestionOffersNoMessageButTheMenuDoes() {
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.ask("What is Porchlight?");
    page.awaitEnd();
    assertThat(page.action("leave-message")).hasCount(0);
    openFromMenu(page);
    assertThat(page.tab().locator("#menu")).isHidden();
    page.tab().keyboard().press("Escape");
    assertThat(dialog(page)).isHidden();
    assertThat(page.tab().locator("[popovertarget=menu]")).isFocused();
  }

  @Test
  void whereNoMessagesAreTakenNoneIsOffered() {
    server.close();
    server = startServer(Map.of("MESSAGES_WEBHOOK_URL", ""));
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.ask(UNKNOWN);
    page.awaitEnd();
    assertThat(page.action("retry")).isVisible();
    assertThat(page.action("leave-message")).hasCount(0);
    page.tab().locator("[popovertarget=menu]").click();
    assertThat(page.tab().locator("#leave-message")).isHidden();
  }

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
            server.address());
    openFromMenu(page);
    Axe.expectNoViolation("empty", page.tab());
    button(page, "Send").click();
    assertThat(failure(page)).hasText("Please write a message first.");
    assertThat(text(page)).isFocused();
    Axe.expectNoViolation("nothing written", page.tab());
    text(page).fill("x".repeat(2_001));
    assertThat(page.tab().locator("#message-note")).hasText("Characters over the limit: 1");
    Axe.expectNoViolation("too long", page.tab());
    text(page).fill("Hello");
    replyTo(page).fill("nobody");
    button(page, "Send").click();
    assertThat(failure(page)).hasText("Please check the e-mail address, or leave it empty.");
    assertThat(replyTo(page)).isFocused();
    replyTo(page).fill("");
    button(page, "Send").click();
    assertThat(dialog(page).locator("[role=status]")).isVisible();
    Axe.expectNoViolation("sent", page.tab());
  }

  @Test
  void whatCouldNotBeSentIsKeptOverAReloadAndSentOnceOnly() {
    List<String> keys = new ArrayList<>();
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.tab()
        .route(
            "**/messages",
            route -> {
              keys.add(route.request().headerValue("Idempotency-Key"));
              if (keys.size() == 1) {
                route.abort();
              } else if (keys.size() == 2) {
                refuse(route);
              } else {
                route.resume();
              }
            });
    openFromMenu(page);
    text(page).fill("Hello");
    replyTo(page).fill("ana@example.com");
    button(page, "Send").click();
    assertThat(failure(page)).containsText("Your message could not be sent.");
    button(page, "Send").click();
    assertThat(failure(page)).containsText("The server can’t store your message just now.");
    page.tab().reload();
    openFromMenu(page);
    assertThat(text(page)).hasValue("Hello");
    assertThat(replyTo(page)).hasValue("ana@example.com");
    button(page, "Send").click();
    assertThat(dialog(page).locator("[role=status]")).isVisible();
    assertThat(awaitMessage().path("message").asText()).isEqualTo("Hello");
    assertThat(keys).hasSize(3).containsOnly(keys.get(0));
  }

  @Test
  void anAddressThatOnlyTheServerRefusesIsPointedAt() {
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    openFromMenu(page);
    text(page).fill("Hello");
    replyTo(page).fill("ana@localhost");
    button(page, "Send").click();
    assertThat(failure(page)).hasText("Please check the e-mail address, or leave it empty.");
    assertThat(replyTo(page)).isFocused();
    assertThat(text(page)).hasValue("Hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "fr", "es", "pt", "zh", "ja", "ar"})
  void inEachLanguageItFitsANarrowScreen(String language) {
    Page tab =
        chromium.open(new Browser.NewContextOptions().setViewportSize(320, 480).setLocale("en-US"));
    ChatPage page = ChatPage.open(tab, server.address().resolve("/?lang=" + language));
    openFromMenu(page);
    assertThat(dialog(page).locator("h2")).not().hasText("Leave a message");
    assertThat(tab.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(320);
    assertThat(
            tab.evaluate(
                "() => { const dialog = document.querySelector('dialog');"
                    + " return dialog.scrollWidth <= dialog.clientWidth"
                    + " && dialog.getBoundingClientRect().bottom <= innerHeight; }"))
        .isEqualTo(true);
  }

  @Test
  void inThePanelOfASiteBelowAPathItWorksTooAndEscapeClosesTheFormAlone() {
    HostSite host = HostSite.start();
    server.close();
    server =
        startServer(
            Map.of("PUBLIC_URL", "https://ana.example/bot/", "ALLOWED_ORIGINS", host.origin()));
    try {
      host.embed(URI.create(server.address() + "/bot"), "", 1);
      Page tab = chromium.open();
      tab.navigate(host.address());
      tab.locator(".launcher").click();
      var frame = tab.frameLocator("iframe");
      frame.locator("[popovertarget=menu]").click();
      frame.locator("#leave-message").click();
      frame.locator("#message-text").fill("From the panel");
      frame.locator("#message-text").press("Escape");
      assertThat(frame.locator("dialog.dialog")).isHidden();
      assertThat(tab.locator("iframe")).isVisible();
      frame.locator("[popovertarget=menu]").click();
      frame.locator("#leave-message").click();
      assertThat(frame.locator("#message-text")).hasValue("From the panel");
      frame.locator("dialog.dialog [type=submit]").click();
      assertThat(frame.locator("dialog.dialog [role=status]")).isVisible();
      assertThat(awaitMessage().path("message").asText()).isEqualTo("From the panel");
    } finally {
      host.close();
    }
  }

  private TestServer startServer(Map<String, String> more) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "DATA_DIR", folder.toString(),
                "MESSAGES_WEBHOOK_URL", receiver.address().toString()));
    variables.putAll(more);
    return TestServer.start(variables);
  }

  private JsonNode awaitMessage() {
    Awaitility.await().until(() -> !receiver.received().isEmpty());
    assertThat(receiver.received()).hasSize(1);
    return receiver.received().get(0).json();
  }

  private static void refuse(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(503)
            .setHeaders(Map.of("Content-Type", "application/problem+json"))
            .setBody("{\"status\": 503, \"code\": \"message_not_kept\"}"));
  }

  private static void openFromMenu(ChatPage page) {
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("#leave-message").click();
    assertThat(dialog(page)).isVisible();
  }

  private static Locator dialog(ChatPage page) {
    return page.tab().locator("dialog.dialog");
  }

  private static Locator text(ChatPage page) {
    return page.tab().locator("#message-text");
  }

  private static Locator replyTo(ChatPage page) {
    return page.tab().locator("#message-reply-to");
  }

  private static Locator failure(ChatPage page) {
    return dialog(page).locator("[role=alert]");
  }

  private static Locator button(ChatPage page, String name) {
    return dialog(page).locator("button", new Locator.LocatorOptions().setHasText(name));
  }
}
