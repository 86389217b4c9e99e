package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The streams by their ids. One whose answer is open is kept whatever comes; one whose answer is
 * closed is kept for a while, within a bound on all their bytes. Safe for use by any thread.
 */
public interface SubscriptionStore {

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

  /**
   * Keeps a stream.
   *
   * @return completes, and never fails, when whoever knows its id finds it
   */
  CompletionStage<Void> keep(Subscription subscription);

  /** The stream of that id, or null where there never was one or it is gone. */
  CompletionStage<@Nullable Subscription> find(String id);

  /**
   * Ends a stream by its visitor's wish, wherever it is read.
   *
   * @return whether there is such a stream
   */
  CompletionStage<Boolean> stop(String id);

  /** How many are kept now. */
  long size();
}
