package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
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
final class CommonQuestions {

  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Cache<QuestionKey, Answer> answers;

  /**
   * @param maxBytes what the finished answers may weigh together
   * @param keptFor how long a finished one is reused
   */
  CommonQuestions(long maxBytes, Duration keptFor, Ticker ticker, Executor executor) {
    answers =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .recordStats()
            .maximumWeight(maxBytes)
            .weigher((QuestionKey key, Answer answer) -> weight(key, answer))
            .expireAfter(
                Expiry.writing(
                    (QuestionKey key, Answer answer) -> answer.isClosed() ? keptFor : NEVER))
            .build();
  }

  /**
   * Attaches a stream to the answer of the same question.
   *
   * @param attach gives null where an answer takes no new stream
   * @return null where there is none that takes it
   */
  @Nullable AnswerStream find(QuestionKey key, Function<Answer, @Nullable AnswerStream> attach) {
    Answer answer = answers.getIfPresent(key);
    return answer == null ? null : attach.apply(answer);
  }

  /**
   * Attaches a stream to the answer of the same question, or else to a new one, in one step.
   *
   * @param fresh an answer that nobody holds yet
   * @return the stream of whichever it was, or null where neither takes one
   */
  @Nullable AnswerStream findOrAdd(
      QuestionKey key, Answer fresh, Function<Answer, @Nullable AnswerStream> attach) {
    AtomicReference<@Nullable AnswerStream> attached = new AtomicReference<>();
    answers
        .asMap()
        .compute(
            key,
            (same, present) -> {
              AnswerStream joined = present == null ? null : attach.apply(present);
              AnswerStream stream = joined == null ? attach.apply(fresh) : joined;
              attached.set(stream);
              return stream == null || stream == joined ? present : fresh;
            });
    AnswerStream stream = attached.get();
    if (stream != null && stream.answer == fresh) {
      fresh.closed().thenRun(() -> settle(key, fresh));
    }
    return stream;
  }

  CacheStats stats() {
    return answers.stats();
  }

  /** A closed answer is weighed, or goes. */
  private void settle(QuestionKey key, Answer closed) {
    if (closed.mayBeReused()) {
      answers.asMap().replace(key, closed, closed);
    } else {
      answers.asMap().remove(key, closed);
    }
  }

  private static int weight(QuestionKey key, Answer answer) {
    return answer.isClosed()
        ? (int) Math.min(Integer.MAX_VALUE, answer.bytes() + 2L * key.length())
        : 0;
  }
}
