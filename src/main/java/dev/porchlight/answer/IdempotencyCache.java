package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream a question with an {@code Idempotency-Key} was given, so that a network
 * that repeats a POST never asks twice (draft-ietf-httpapi-idempotency-key-header). It remembers no
 * longer than the stream is kept, and no refusals. Safe for use by any thread.
 */
public interface IdempotencyCache {

  /**
   * One request as its visitor named it.
   *
   * @param visitor who named it: another visitor's key is another key
   */
  record Key(String visitor, String key) {}

  /**
   * The keys that this process remembers.
   *
   * @param streams finds a stream by its id, while it is kept
   */
  static IdempotencyCache inMemory(
      Function<String, CompletionStage<@Nullable Subscription>> streams,
      Ticker ticker,
      Executor executor) {
    return new InMemoryIdempotencyCache(streams, ticker, executor);
  }

  /**
   * Asks, unless the same was asked before. A request that comes while the first one is asked waits
   * for what becomes of that.
   *
   * @param first asks; called once for all requests with the key that come at once
   */
  CompletionStage<AskResult> ask(
      Key key, String bodyDigest, Supplier<CompletionStage<AskResult>> first);
}
