package dev.porchlight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.porchlight.messages.MailConfig;
import dev.porchlight.messages.WebhookConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How messages are delivered, as the owner sets it. */
final class MessageSettingsTest {

  private static final String HOOK = "https://hooks.example.com/very-secret?token=very-secret";
  private static final String SMTP = "smtps://chat%40example.com:very-secret@smtp.example.com";

  @Test
  void nothingHasToBeSet() {
    Settings settings = Settings.from(Map.of());
    assertThat(settings.messages()).isEqualTo(new Settings.Messages(null, null, 100));
    assertThat(settings.rateLimits().messagesPerDay()).isEqualTo(3);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void aWebhookMayHaveASecret() {
    WebhookConfig webhook = webhook(Map.of("MESSAGES_WEBHOOK_URL", HOOK));
    assertThat(webhook.address()).hasToString(HOOK);
    assertThat(webhook.secret()).isNull();
    WebhookConfig signed =
        webhook(
            Map.of(
                "MESSAGES_WEBHOOK_URL", HOOK, "MESSAGES_WEBHOOK_SECRET", "very-secret-and-long"));
    assertThat(signed.secret()).isEqualTo("very-secret-and-long");
    assertThat(signed.toString()).doesNotContain("very-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8000/x", "http://127.0.0.1/x", "http://[::1]:8000/"})
  void withoutTlsAWebhookIsOnThisMachine(String url) {
    assertThat(webhook(Map.of("MESSAGES_WEBHOOK_URL", url)).address()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hooks.example.com/very-secret",
        "http://hooks.example.com/very-secret",
        "http://localhost.example.com/very-secret",
        "http://127.0.0.1.example.com/very-secret",
        "ftp://hooks.example.com/very-secret",
        "https://user:very-secret@hooks.example.com/",
        "https://hooks.example.com/#very-secret",
        "https:///very-secret",
        "https://hooks.example.com/very secret very-secret"
      })
  void whatIsNoWebhookIsRefusedWithoutBeingShown(String url) {
    assertRefused(
        Map.of("MESSAGES_WEBHOOK_URL", url), "MESSAGES_WEBHOOK_URL: what was given is not shown");
  }

  @Test
  void aSecretHasALength() {
    assertRefused(
        Map.of("MESSAGES_WEBHOOK_URL", HOOK, "MESSAGES_WEBHOOK_SECRET", "very-secret"),
        "MESSAGES_WEBHOOK_SECRET: the secret has 11 characters; allowed are 16 or more");
  }

  @Test
  void aMailboxHasAServerASenderAndRecipients() {
    MailConfig mail =
        mail(
            Map.of(
                "SMTP_URL", SMTP,
                "MESSAGES_FROM", "Chat <chat@example.com>",
                "MESSAGES_TO", "ana@example.com, Ben <ben@example.org>"));
    assertThat(mail.server())
        .isEqualTo(
            new MailConfig.Server(
                "smtp.example.com", 465, true, "chat@example.com", "very-secret"));
    assertThat(mail.from()).isEqualTo("Chat <chat@example.com>");
    assertThat(mail.to()).containsExactly("ana@example.com", "Ben <ben@example.org>");
    assertThat(mail.toString() + mail.server()).doesNotContain("very-secret", "chat%40");
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://smtp.example.com, smtp.example.com, 587, false",
    "SMTP://smtp.example.com:2525/, smtp.example.com, 2525, false",
    "smtps://smtp.example.com, smtp.example.com, 465, true"
  })
  void aServerHasAPortOfItsKind(String url, String host, int port, boolean isTls) {
    assertThat(MailConfig.Server.of(url))
        .isEqualTo(new MailConfig.Server(host, port, isTls, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp.example.com",
        "https://smtp.example.com",
        "smtps://chat@example.com:very-secret@smtp.example.com",
        "smtps://very-secret@smtp.example.com",
        "smtps://:very-secret@smtp.example.com",
        "smtps://user:@smtp.example.com",
        "smtps://smtp.example.com:0",
        "smtps://smtp.example.com:70000",
        "smtps://smtp.example.com/very-secret",
        "smtps://smtp.example.com?password=very-secret",
        "smtps://user:very%secret@smtp.example.com"
      })
  void whatIsNoMailServerIsRefusedWithoutBeingShown(String url) {
    assertRefused(
        Map.of("SMTP_URL", url, "MESSAGES_FROM", "a@example.com", "MESSAGES_TO", "b@example.com"),
        "SMTP_URL: what was given is not shown");
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGES_FROM, nobody",
    "MESSAGES_FROM, 'a@example.com, b@example.com'",
    "MESSAGES_TO, nobody",
    "MESSAGES_TO, 'a@example.com, nobody'",
    "MESSAGES_TO, 'a@example.com b@example.com'"
  })
  void whatIsNoAddressIsRefused(String name, String address) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of("SMTP_URL", SMTP, "MESSAGES_FROM", "a@b.example", "MESSAGES_TO", "a@b.example"));
    variables.put(name, address);
    assertRefused(variables, "%s: \"%s\" is not one".formatted(name, address));
  }

  @Test
  void halfOfASettingIsRefused() {
    assertRefused(
        Map.of("MESSAGES_WEBHOOK_SECRET", "very-secret-and-long"),
        "MESSAGES_WEBHOOK_SECRET is set, but MESSAGES_WEBHOOK_URL is not");
    assertRefused(Map.of("MESSAGES_TO", "a@b.example"), "MESSAGES_TO is set, but SMTP_URL is not");
    assertRefused(
        Map.of("MESSAGES_FROM", "a@b.example"), "MESSAGES_FROM is set, but SMTP_URL is not");
    assertRefused(
        Map.of("SMTP_URL", SMTP, "MESSAGES_FROM", "a@b.example"),
        "MESSAGES_TO is not set, but SMTP_URL is");
    assertRefused(
        Map.of("SMTP_URL", SMTP, "MESSAGES_TO", "a@b.example"),
        "MESSAGES_FROM is not set, but SMTP_URL is");
  }

  @Test
  void aMessageIsDeliveredOneWay() {
    assertRefused(
        Map.of(
            "MESSAGES_WEBHOOK_URL",
            HOOK,
            "SMTP_URL",
            SMTP,
            "MESSAGES_FROM",
            "a@b.example",
            "MESSAGES_TO",
            "a@b.example"),
        "MESSAGES_WEBHOOK_URL and SMTP_URL are both set; allowed is one of them");
  }

  @Test
  void withoutAFolderTheFormIsNotShown() {
    assertThat(Settings.from(Map.of("MESSAGES_WEBHOOK_URL", HOOK)).warnings())
        .containsExactly(
            "MESSAGES_WEBHOOK_URL is set, but neither DATA_DIR nor REDIS_URL is: messages need a place to be kept until"
                + " they are delivered, and the form is not shown.");
  }

  private static WebhookConfig webhook(Map<String, String> variables) {
    return Objects.requireNonNull(Settings.from(variables).messages().webhook());
  }

  private static MailConfig mail(Map<String, String> variables) {
    return Objects.requireNonNull(Settings.from(variables).messages().mail());
  }

  private static void assertRefused(Map<String, String> variables, String start) {
    Throwable refusal = catchThrowable(() -> Settings.from(variables));
    assertThat(refusal)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(start)
        .hasMessageEndingWith(".");
    assertThat(refusal.getMessage()).doesNotContain("very-secret");
  }
}
