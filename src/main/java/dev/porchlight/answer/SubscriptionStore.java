package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The streams by their ids. One whose answer is open is kept whatever comes; one whose answer is
 * closed is kept for a while, within a bound on all their bytes. Safe for use by any thread.
 */
final class SubscriptionStore {

  /** How long a closed answer can still be read. */
  static final Duration KEPT_AFTER_CLOSE = Duration.ofMinutes(10);

  /** What a closed stream costs beside its answer. */
  private static final int STREAM_BYTES = 256;

  private final Cache<String, Subscription> streams;

  /**
   * @param maxBytes what the closed answers may weigh together; one that was found closed is not
   *     counted again
   * @param executor runs evictions
   */
  SubscriptionStore(long maxBytes, Ticker ticker, Executor executor) {
    streams =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .maximumWeight(maxBytes)
            .weigher((String id, Subscription subscription) -> weight(subscription))
            .expireAfter(
                Expiry.writing((String id, Subscription subscription) -> lifetime(subscription)))
            .build();
  }

  void keep(Subscription subscription) {
    streams.put(subscription.id(), subscription);
    subscription.answer().whenClosed(() -> weighAgain(subscription));
  }

  @Nullable Subscription find(String id) {
    return streams.getIfPresent(id);
  }

  /** How many are kept now. */
  long size() {
    streams.cleanUp();
    return streams.estimatedSize();
  }

  private void weighAgain(Subscription subscription) {
    streams.asMap().replace(subscription.id(), subscription);
  }

  private static int weight(Subscription subscription) {
    if (!subscription.answer().isClosed()) {
      return 0;
    }
    long text = subscription.wasFoundClosed() ? 0 : subscription.answer().bytes();
    return (int) Math.min(Integer.MAX_VALUE, STREAM_BYTES + text);
  }

  private static Duration lifetime(Subscription subscription) {
    return subscription.answer().isClosed() ? KEPT_AFTER_CLOSE : Duration.ofNanos(Long.MAX_VALUE);
  }
}
