package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The subscriptions that this process keeps. */
final class InMemorySubscriptionStore implements SubscriptionStore {

  /** What a closed stream costs beside its answer. */
  private static final int STREAM_BYTES = 256;

  private final Cache<String, Subscription> streams;

  /**
   * @param maxBytes what the closed answers may weigh together; one that was found closed is not
   *     counted again
   * @param executor runs evictions
   */
  InMemorySubscriptionStore(long maxBytes, Ticker ticker, Executor executor) {
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

  @Override
  public CompletionStage<Void> keep(Subscription subscription) {
    streams.put(subscription.id(), subscription);
    subscription.answer().whenClosed(() -> weighAgain(subscription));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Subscription> find(String id) {
    return CompletableFuture.completedFuture(streams.getIfPresent(id));
  }

  @Override
  public CompletionStage<Boolean> stop(String id) {
    Subscription subscription = streams.getIfPresent(id);
    if (subscription != null) {
      subscription.stop();
    }
    return CompletableFuture.completedFuture(subscription != null);
  }

  @Override
  public long size() {
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
