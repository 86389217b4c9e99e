package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The streams by their ids. One whose answer is open is kept whatever comes; one whose answer is
 * closed is kept for a while, within a bound on all their bytes. Safe for use by any thread.
 */
interface SubscriptionStore {

  /** How long a closed answer can still be read. */
  Duration KEPT_AFTER_CLOSE = Duration.ofMinutes(10);

  /**
   * The subscriptions that this process keeps.
   *
   * @param maxBytes what the closed answers may weigh together; one that was found closed is not
   *     counted again
   * @param executor runs evictions
   */
  static SubscriptionStore inMemory(long maxBytes, Ticker ticker, Executor executor) {
    return new InMemorySubscriptionStore(maxBytes, ticker, executor);
  }

  void keep(Subscription subscription);

  @Nullable Subscription find(String id);

  /** How many are kept now. */
  long size();
}
