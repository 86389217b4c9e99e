package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows each question up to the end of its answer, and what its visitor thinks of that, and
 * reports how it went. Safe for use by any thread.
 */
final class QuestionTracker {

  private final Ticker ticker;
  private final QuestionListener listener;

  /** The first questions, for as long as the streams that read their answers are kept. */
  private final Cache<Subscription, FirstQuestion> firstQuestions =
      Caffeine.newBuilder().weakKeys().build();

  /**
   * @param visitor the key that the visitor's limits go by
   */
  private record FirstQuestion(String message, String visitor) {}

  /**
   * @param listener hears each outcome, on any thread
   */
  QuestionTracker(Ticker ticker, QuestionListener listener) {
    this.ticker = ticker;
    this.listener = listener;
  }

  /** When and by whom an answer was begun. */
  private record Begun(QuestionOutcome.By by, long nanos) {}

  /**
   * Follows a question for which an answer is written.
   *
   * @param visitor the key that the visitor's limits go by
   * @return takes what each call for it has cost
   */
  Consumer<TokenUsage> follow(AnswerLog answer, Question question, String visitor) {
    long askedNanos = ticker.read();
    AtomicReference<@Nullable Begun> begun = new AtomicReference<>();
    AtomicReference<TokenUsage> usage = new AtomicReference<>(TokenUsage.NONE);
    var unusedBegin =
        answer.begun().thenAccept(start -> begun.set(new Begun(by(start), ticker.read())));
    var unusedEnd =
        answer
            .closed()
            .thenAccept(
                ending -> {
                  Begun first = begun.get();
                  listener.ended(
                      new QuestionOutcome(
                          first == null ? null : first.by,
                          inWords(ending),
                          first == null ? null : Duration.ofNanos(first.nanos - askedNanos),
                          since(askedNanos),
                          Objects.requireNonNullElse(usage.get(), TokenUsage.NONE)));
                  if (isUnanswered(ending)) {
                    unanswered(question, visitor, reason(first));
                  }
                });
    return spent -> usage.accumulateAndGet(spent, TokenUsage::plus);
  }

  /**
   * Follows a question that reads the answer of another, which is a model's.
   *
   * @param visitor the key that the visitor's limits go by
   */
  void join(AnswerLog answer, Question question, String visitor) {
    long askedNanos = ticker.read();
    QuestionOutcome.By by =
        answer.isClosed() ? QuestionOutcome.By.CACHE : QuestionOutcome.By.JOINED;
    var unused =
        answer
            .closed()
            .thenAccept(
                ending -> {
                  listener.ended(
                      new QuestionOutcome(
                          by, inWords(ending), Duration.ZERO, since(askedNanos), TokenUsage.NONE));
                  if (isUnanswered(ending)) {
                    unanswered(question, visitor, QuestionListener.Reason.NOT_TOLD);
                  }
                });
  }

  /** Reports a question that was refused. */
  void refused(String why) {
    listener.ended(
        new QuestionOutcome(null, "refused (" + why + ")", null, Duration.ZERO, TokenUsage.NONE));
  }

  /** Remembers which question a stream is for, where it is a first one. */
  void keep(Subscription subscription, Question question, String visitor) {
    if (question.isFirst()) {
      firstQuestions.put(subscription, new FirstQuestion(question.message(), visitor));
    }
  }

  /** The visitor found the answer of a stream not helpful. */
  void notHelpful(Subscription subscription) {
    FirstQuestion question = firstQuestions.getIfPresent(subscription);
    if (question != null) {
      listener.unanswered(question.message, question.visitor, QuestionListener.Reason.NOT_HELPFUL);
    }
  }

  private void unanswered(Question question, String visitor, QuestionListener.Reason reason) {
    if (question.isFirst()) {
      listener.unanswered(question.message(), visitor, reason);
    }
  }

  private static boolean isUnanswered(Ending ending) {
    return ending instanceof Ending.Finished finished && !finished.answered();
  }

  private static QuestionListener.Reason reason(@Nullable Begun begun) {
    return begun != null && begun.by == QuestionOutcome.By.EXTRACT
        ? QuestionListener.Reason.NOTHING_FOUND
        : QuestionListener.Reason.NOT_TOLD;
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(ticker.read() - nanos);
  }

  private static QuestionOutcome.By by(AnswerStart start) {
    return switch (start.by()) {
      case MODEL -> QuestionOutcome.By.MODEL;
      case FALLBACK -> QuestionOutcome.By.FALLBACK;
      case FAQ -> QuestionOutcome.By.FAQ;
      case EXTRACT -> QuestionOutcome.By.EXTRACT;
    };
  }

  private static String inWords(Ending ending) {
    if (ending instanceof Ending.CutOff cutOff) {
      return "cut_off (%s)".formatted(cutOff.reason().wireName());
    }
    if (ending instanceof Ending.Failed failed) {
      return "failed (%s)".formatted(failed.code().wireName());
    }
    if (ending instanceof Ending.Stopped stopped) {
      return stopped.left() ? "stopped (left)" : "stopped";
    }
    return "finished";
  }
}
