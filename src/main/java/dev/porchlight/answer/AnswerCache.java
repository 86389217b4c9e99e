package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Subscription;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers to first questions, in flight and finished: whoever asks the same joins the one in
 * flight, or reads the finished one. Safe for use by any thread.
 *
 * <p>An answer in flight weighs nothing, so that it is never evicted; when it closes it is weighed
 * again, or removed where it may not be reused.
 */
final class AnswerCache {

  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Cache<CacheKey, AnswerLog> answers;

  /**
   * @param maxBytes what the finished answers may weigh together
   * @param keptFor how long a finished one is reused
   */
  AnswerCache(long maxBytes, Duration keptFor, Ticker ticker, Executor executor) {
    answers =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .recordStats()
            .maximumWeight(maxBytes)
            .weigher((CacheKey key, AnswerLog answer) -> weight(key, answer))
            .expireAfter(
                Expiry.writing(
                    (CacheKey key, AnswerLog answer) -> answer.isClosed() ? keptFor : NEVER))
            .build();
  }

  /**
   * Attaches a stream to the answer of the same question.
   *
   * @param attach gives null where an answer takes no new stream
   * @return null where there is none that takes it
   */
  @Nullable Subscription find(CacheKey key, Function<AnswerLog, @Nullable Subscription> attach) {
    AnswerLog answer = answers.getIfPresent(key);
    return answer == null ? null : attach.apply(answer);
  }

  /**
   * Attaches a stream to the answer of the same question, or else to a new one, in one step.
   *
   * @param fresh an answer that nobody holds yet
   * @return the stream of whichever it was, or null where neither takes one
   */
  @Nullable Subscription findOrAdd(
      CacheKey key, AnswerLog fresh, Function<AnswerLog, @Nullable Subscription> attach) {
    AtomicReference<@Nullable Subscription> attached = new AtomicReference<>();
    answers
        .asMap()
        .compute(
            key,
            (same, present) -> {
              Subscription joined = present == null ? null : attach.apply(present);
              Subscription subscription = joined == null ? attach.apply(fresh) : joined;
              attached.set(subscription);
              return subscription == null || subscription == joined ? present : fresh;
            });
    Subscription subscription = attached.get();
    if (subscription != null && subscription.answer == fresh) {
      fresh.closed().thenRun(() -> settle(key, fresh));
    }
    return subscription;
  }

  CacheStats stats() {
    return answers.stats();
  }

  /** A closed answer is weighed, or goes. */
  private void settle(CacheKey key, AnswerLog closed) {
    if (closed.mayBeReused()) {
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
