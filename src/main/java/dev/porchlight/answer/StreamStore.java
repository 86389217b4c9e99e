package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The streams by their ids. One whose answer is open is kept whatever comes; one whose answer is
 * closed is kept for a while, within a bound on all their bytes. Safe for use by any thread.
 */
final class StreamStore {

  /** How long a closed answer can still be read. */
  static final Duration KEPT_AFTER_CLOSE = Duration.ofMinutes(10);

  /** What a closed stream costs beside its answer. */
  private static final int STREAM_BYTES = 256;

  private final Cache<String, AnswerStream> streams;

  /**
   * @param maxBytes what the closed answers may weigh together; one that was found closed is not
   *     counted again
   * @param executor runs evictions
   */
  StreamStore(long maxBytes, Ticker ticker, Executor executor) {
    streams =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .maximumWeight(maxBytes)
            .weigher((String id, AnswerStream stream) -> weight(stream))
            .expireAfter(Expiry.writing((String id, AnswerStream stream) -> lifetime(stream)))
            .build();
  }

  void keep(AnswerStream stream) {
    streams.put(stream.id(), stream);
    stream.answer.closed().thenRun(() -> weighAgain(stream));
  }

  @Nullable AnswerStream find(String id) {
    return streams.getIfPresent(id);
  }

  /** How many are kept now. */
  long size() {
    streams.cleanUp();
    return streams.estimatedSize();
  }

  private void weighAgain(AnswerStream stream) {
    streams.asMap().replace(stream.id(), stream);
  }

  private static int weight(AnswerStream stream) {
    if (!stream.answer.isClosed()) {
      return 0;
    }
    long text = stream.wasFoundClosed() ? 0 : stream.answer.bytes();
    return (int) Math.min(Integer.MAX_VALUE, STREAM_BYTES + text);
  }

  private static Duration lifetime(AnswerStream stream) {
    return stream.answer.isClosed() ? KEPT_AFTER_CLOSE : Duration.ofNanos(Long.MAX_VALUE);
  }
}
