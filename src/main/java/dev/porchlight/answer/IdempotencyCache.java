package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream a question with an {@code Idempotency-Key} was given, so that a network
 * that repeats a POST never asks twice (draft-ietf-httpapi-idempotency-key-header). It remembers no
 * longer than the stream is kept, and no refusals. Safe for use by any thread.
 */
final class IdempotencyCache {

  private static final int MAX_KEYS = 10_000;

  private final Function<String, @Nullable Subscription> streams;
  private final Cache<Key, Remembered> keys;

  /**
   * One request as its visitor named it.
   *
   * @param visitor who named it: another visitor's key is another key
   */
  record Key(String visitor, String key) {}

  private record Remembered(String bodyDigest, String streamId) {}

  /**
   * @param streams finds a stream by its id, while it is kept
   */
  IdempotencyCache(
      Function<String, @Nullable Subscription> streams, Ticker ticker, Executor executor) {
    this.streams = streams;
    keys =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(SubscriptionStore.KEPT_AFTER_CLOSE)
            .build();
  }

  /**
   * Asks, unless the same was asked before.
   *
   * @param first asks; called once for all requests with the key that come at once
   */
  AskResult ask(Key key, String bodyDigest, Supplier<AskResult> first) {
    AtomicReference<@Nullable AskResult> asked = new AtomicReference<>();
    keys.asMap()
        .compute(
            key,
            (same, present) -> {
              AskResult again = present == null ? null : askedAgain(present, bodyDigest);
              AskResult answer = again == null ? first.get() : again;
              asked.set(answer);
              return again == null && answer instanceof AskResult.Admitted admitted
                  ? new Remembered(bodyDigest, admitted.subscription().id())
                  : present;
            });
    return Objects.requireNonNull(asked.get());
  }

  private @Nullable AskResult askedAgain(Remembered before, String bodyDigest) {
    if (!before.bodyDigest.equals(bodyDigest)) {
      return new AskResult.KeyReused();
    }
    Subscription subscription = streams.apply(before.streamId);
    return subscription == null ? null : new AskResult.Admitted(subscription);
  }
}
