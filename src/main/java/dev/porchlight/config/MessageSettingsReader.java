package dev.porchlight.config;

import dev.porchlight.messages.MailConfig;
import dev.porchlight.messages.WebhookConfig;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows the variables of the messages that visitors leave: their names, defaults and bounds. */
final class MessageSettingsReader {

  private static final String WEBHOOK_URL = "MESSAGES_WEBHOOK_URL";
  private static final String WEBHOOK_SECRET = "MESSAGES_WEBHOOK_SECRET";
  private static final String SMTP_URL = "SMTP_URL";
  private static final String FROM = "MESSAGES_FROM";
  private static final String TO = "MESSAGES_TO";

  private final EnvironmentVariables environment;

  MessageSettingsReader(EnvironmentVariables environment) {
    this.environment = environment;
  }

  Settings.Messages read() {
    WebhookConfig webhook = webhook();
    MailConfig mail = mail();
    if (webhook != null && mail != null) {
      throw new InvalidSettingException(
          "%s and %s are both set; allowed is one of them, since a message is delivered one way."
              .formatted(WEBHOOK_URL, SMTP_URL));
    }
    return new Settings.Messages(
        webhook, mail, environment.limit("MESSAGES_PER_DAY", 100, 0, 1_000_000));
  }

  private @Nullable WebhookConfig webhook() {
    String url = environment.text(WEBHOOK_URL);
    String secret = environment.checked(WEBHOOK_SECRET, WebhookConfig::checkSecret);
    if (url == null) {
      refuseIfSet(WEBHOOK_SECRET, WEBHOOK_URL);
      return null;
    }
    return new WebhookConfig(parsed(WEBHOOK_URL, url, WebhookConfig::address), secret);
  }

  private @Nullable MailConfig mail() {
    String url = environment.text(SMTP_URL);
    if (url == null) {
      refuseIfSet(FROM, SMTP_URL);
      refuseIfSet(TO, SMTP_URL);
      return null;
    }
    MailConfig.Server server = parsed(SMTP_URL, url, MailConfig.Server::of);
    String from = environment.checked(FROM, MailConfig::checkFrom);
    String to = environment.text(TO);
    if (from == null || to == null) {
      throw new InvalidSettingException(
          "%s is not set, but %s is; allowed is an e-mail address."
              .formatted(from == null ? FROM : TO, SMTP_URL));
    }
    return new MailConfig(server, from, parsed(TO, to, MailConfig::recipients));
  }

  private void refuseIfSet(String name, String needed) {
    if (environment.text(name) != null) {
      throw new InvalidSettingException(
          "%s is set, but %s is not; allowed are both or neither.".formatted(name, needed));
    }
  }

  private static <T> T parsed(String name, String given, Function<String, T> parser) {
    try {
      return parser.apply(given);
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused(name, e);
    }
  }

  /** What is set to no effect, in sentences for the owner. */
  List<String> warnings() {
    return Stream.of(WEBHOOK_URL, SMTP_URL)
        .filter(name -> environment.text(name) != null && hasNoPlace())
        .map(
            name ->
                "%s is set, but neither DATA_DIR nor REDIS_URL is: messages need a place to be kept until they are delivered, and the form is not shown."
                    .formatted(name))
        .toList();
  }

  private boolean hasNoPlace() {
    return environment.text("DATA_DIR") == null && environment.text("REDIS_URL") == null;
  }
}
