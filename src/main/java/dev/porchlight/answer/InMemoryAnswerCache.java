package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The answers that this process shares. */
final class InMemoryAnswerCache implements AnswerCache {

  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Cache<CacheKey, SharedAnswer> answers;

  /**
   * @param maxBytes what the finished answers may weigh together
   * @param keptFor how long a finished one is reused
   * @param meters where hits and misses are counted, as those of the cache {@code answers}
   */
  InMemoryAnswerCache(
      long maxBytes, Duration keptFor, Ticker ticker, Executor executor, MeterRegistry meters) {
    answers =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .recordStats()
            .maximumWeight(maxBytes)
            .weigher((CacheKey key, SharedAnswer answer) -> weight(key, answer.log()))
            .expireAfter(
                Expiry.writing(
                    (CacheKey key, SharedAnswer answer) ->
                        answer.log().isClosed() ? keptFor : NEVER))
            .build();
    CaffeineCacheMetrics.monitor(meters, answers, "answers");
  }

  @Override
  public CompletionStage<@Nullable SharedAnswer> find(CacheKey key) {
    return CompletableFuture.completedFuture(answers.getIfPresent(key));
  }

  @Override
  public CompletionStage<@Nullable SharedAnswer> putIfAbsent(CacheKey key, SharedAnswer fresh) {
    SharedAnswer present = answers.asMap().putIfAbsent(key, fresh);
    if (present == null) {
      fresh.log().whenClosed(() -> settle(key, fresh));
    }
    return CompletableFuture.completedFuture(present);
  }

  @Override
  public void remove(CacheKey key, SharedAnswer shared) {
    answers.asMap().remove(key, shared);
  }

  /** A closed answer is weighed, or goes. */
  private void settle(CacheKey key, SharedAnswer closed) {
    if (closed.log().mayBeReused()) {
      answers.asMap().replace(key, closed, closed);
    } else {
      answers.asMap().remove(key, closed);
    }
  }

  private static int weight(CacheKey key, AnswerLog answer) {
    return answer.isClosed()
        ? (int) Math.min(Integer.MAX_VALUE, answer.bytes() + 2L * key.length())
        : 0;
  }
}
