package dev.porchlight.messages;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs for the owner why messages are not delivered, once a minute at most. Nothing of a message is
 * in it. Safe for use by any thread.
 */
final class DeliveryLog {

  private static final Logger log = LoggerFactory.getLogger(MessageOutbox.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Throttle lines;
  private final AtomicInteger unsaid = new AtomicInteger();

  DeliveryLog(Ticker ticker) {
    lines = new Throttle(INTERVAL, ticker);
  }

  /**
   * @param attempts how often that message has failed, this time included
   */
  void failed(
      String receiver, MessageDelivery.Result.Failed failure, int attempts, Duration untilNext) {
    if (!lines.tryPass()) {
      unsaid.incrementAndGet();
      return;
    }
    int before = unsaid.getAndSet(0);
    log.warn(
        "A visitor's message could not be delivered to {}: {}.{} It is kept, and tried again in {} s"
            + " (attempt {}).{}",
        receiver,
        failure.cause(),
        failure.cure().isEmpty() ? "" : " " + failure.cure(),
        untilNext.toSeconds(),
        attempts + 1,
        before == 0 ? "" : " (%d more failed since the last line.)".formatted(before));
  }
}
