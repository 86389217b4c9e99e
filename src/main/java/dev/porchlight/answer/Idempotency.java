package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream a question with an {@code Idempotency-Key} was given, so that a network
 * that repeats a POST never asks twice (draft-ietf-httpapi-idempotency-key-header). Safe for use by
 * any thread; refusals are not remembered.
 */
final class Idempotency {

  private static final int MAX_KEYS = 10_000;

  private final Cache<Key, Remembered> keys;

  /**
   * One request as its visitor named it.
   *
   * @param visitor who named it: another visitor's key is another key
   */
  record Key(String visitor, String key) {}

  private record Remembered(String bodyDigest, Asked.Admitted admitted) {

    Asked askedAgain(String digest) {
      return digest.equals(bodyDigest) ? admitted : new Asked.KeyReused();
    }
  }

  Idempotency(Ticker ticker, Executor executor) {
    keys =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(StreamStore.KEPT_AFTER_CLOSE)
            .build();
  }

  /**
   * Asks, unless the same was asked before.
   *
   * @param first asks; called once for all requests with the key that come at once
   */
  Asked ask(Key key, String bodyDigest, Supplier<Asked> first) {
    AtomicReference<@Nullable Asked> asked = new AtomicReference<>();
    keys.asMap()
        .compute(
            key,
            (same, present) -> {
              Asked answer = present == null ? first.get() : present.askedAgain(bodyDigest);
              asked.set(answer);
              return present != null || !(answer instanceof Asked.Admitted admitted)
                  ? present
                  : new Remembered(bodyDigest, admitted);
            });
    return Objects.requireNonNull(asked.get());
  }
}
