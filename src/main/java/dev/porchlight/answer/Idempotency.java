package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
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
final class Idempotency {

  private static final int MAX_KEYS = 10_000;

  private final Function<String, @Nullable AnswerStream> streams;
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
  Idempotency(Function<String, @Nullable AnswerStream> streams, Ticker ticker, Executor executor) {
    this.streams = streams;
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
              Asked again = present == null ? null : askedAgain(present, bodyDigest);
              Asked answer = again == null ? first.get() : again;
              asked.set(answer);
              return again == null && answer instanceof Asked.Admitted admitted
                  ? new Remembered(bodyDigest, admitted.stream().id())
                  : present;
            });
    return Objects.requireNonNull(asked.get());
  }

  private @Nullable Asked askedAgain(Remembered before, String bodyDigest) {
    if (!before.bodyDigest.equals(bodyDigest)) {
      return new Asked.KeyReused();
    }
    AnswerStream stream = streams.apply(before.streamId);
    return stream == null ? null : new Asked.Admitted(stream);
  }
}
