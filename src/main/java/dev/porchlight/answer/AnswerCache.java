package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The answers to first questions, in flight and finished: whoever asks the same joins the one in
 * flight, or reads the finished one. Safe for use by any thread.
 *
 * <p>An answer in flight weighs nothing, so that it is never evicted; when it closes it is weighed
 * again, or removed where it may not be reused.
 */
public interface AnswerCache {

  /**
   * The answers that this process shares.
   *
   * @param maxBytes what the finished answers may weigh together
   * @param keptFor how long a finished one is reused
   * @param meters where hits and misses are counted, as those of the cache {@code answers}
   */
  static AnswerCache inMemory(
      long maxBytes, Duration keptFor, Ticker ticker, Executor executor, MeterRegistry meters) {
    return new InMemoryAnswerCache(maxBytes, keptFor, ticker, executor, meters);
  }

  /** The answer of the same question, or null where there is none. */
  CompletionStage<@Nullable SharedAnswer> find(CacheKey key);

  /**
   * Shares an answer with whoever asks the same from now on.
   *
   * @param fresh an answer that nobody reads yet
   * @return the one that is shared already, and the fresh one is not; null where there was none
   */
  CompletionStage<@Nullable SharedAnswer> putIfAbsent(CacheKey key, SharedAnswer fresh);

  /** Shares it no longer; where another has taken its place, that one stays. */
  void remove(CacheKey key, SharedAnswer shared);
}
