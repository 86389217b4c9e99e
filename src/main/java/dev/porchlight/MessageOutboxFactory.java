package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.messages.MailConfig;
import dev.porchlight.messages.MailDelivery;
import dev.porchlight.messages.MessageDelivery;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.messages.WebhookConfig;
import dev.porchlight.messages.WebhookDelivery;
import java.time.InstantSource;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/** Makes the outbox of messages with the way to the owner that is set. */
final class MessageOutboxFactory {

  private MessageOutboxFactory() {}

  /**
   * @param store where messages are kept, or null where they can't be: then there is no outbox
   * @param client posts to a webhook
   */
  static @Nullable MessageOutbox create(
      Settings.Messages settings,
      @Nullable MessageStore store,
      HttpClient client,
      InstantSource clock,
      Timers timers,
      Ticker ticker) {
    return store == null
        ? null
        : new MessageOutbox(
            store,
            delivery(settings, client, clock, timers),
            limits(settings),
            clock,
            timers,
            ticker);
  }

  static MessageLimits limits(Settings.Messages settings) {
    return new MessageLimits(settings.perDay(), MessageLimits.MAX_WAITING);
  }

  private static @Nullable MessageDelivery delivery(
      Settings.Messages settings, HttpClient client, InstantSource clock, Timers timers) {
    WebhookConfig webhook = settings.webhook();
    if (webhook != null) {
      return new WebhookDelivery(webhook, client, timers, clock);
    }
    MailConfig mail = settings.mail();
    return mail == null ? null : new MailDelivery(mail, timers);
  }
}
