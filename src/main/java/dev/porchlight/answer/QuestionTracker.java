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

  /** What becomes of one question. Safe for use by any thread. */
  final class Followed {
    private final long askedNanos = ticker.read();
    private QuestionOutcome.@Nullable By by;
    private Duration firstWord = Duration.ZERO;
    private boolean isQueued;
    private long queuedNanos;
    private Duration queued = Duration.ZERO;
    private TokenUsage usage = TokenUsage.NONE;

    private Followed() {}

    /** A call for it has cost so much. */
    synchronized void spent(TokenUsage more) {
      usage = usage.plus(more);
    }

    /** It waits in the queue, or it waits no more. */
    synchronized void queued(boolean waits) {
      if (waits && !isQueued) {
        queuedNanos = ticker.read();
      } else if (!waits && isQueued) {
        queued = queued.plus(since(queuedNanos));
      }
      isQueued = waits;
    }

    private synchronized void begun(AnswerStart start) {
      by = QuestionTracker.by(start);
      firstWord = since(askedNanos);
    }

    private synchronized QuestionOutcome ended(Ending ending) {
      queued(false);
      return new QuestionOutcome(
          by, inWords(ending), by == null ? null : firstWord, queued, since(askedNanos), usage);
    }
  }

  /**
   * Follows a question for which an answer is written.
   *
   * @param visitor the key that the visitor's limits go by
   */
  Followed follow(AnswerLog answer, Question question, String visitor) {
    Followed followed = new Followed();
    var unusedBegin = answer.begun().thenAccept(followed::begun);
    var unusedEnd =
        answer
            .closed()
            .thenAccept(
                ending -> {
                  if (answer.isGone()) {
                    return; // Told by the machine that goes on with it.
                  }
                  QuestionOutcome outcome = followed.ended(ending);
                  listener.ended(outcome);
                  if (isUnanswered(ending)) {
                    unanswered(question, visitor, reason(outcome.by()));
                  }
                });
    return followed;
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
                          by,
                          inWords(ending),
                          Duration.ZERO,
                          Duration.ZERO,
                          since(askedNanos),
                          TokenUsage.NONE));
                  if (isUnanswered(ending)) {
                    unanswered(question, visitor, QuestionListener.Reason.NOT_TOLD);
                  }
                });
  }

  /** Reports a question that was refused. */
  void refused(String why) {
    listener.refused(why);
  }

  /** Remembers which question a stream is for, where it is a first one. */
  void keep(Subscription subscription, Question question, String visitor) {
    if (question.isFirst()) {
      firstQuestions.put(subscription, new FirstQuestion(question.message(), visitor));
    }
  }

  /**
   * A visitor says what they think of the answer of a stream.
   *
   * @param before what they thought of it until now, or null
   */
  void rated(Subscription subscription, boolean helpful, @Nullable Boolean before) {
    listener.rated(helpful, before);
    if (!helpful) {
      notHelpful(firstQuestions.getIfPresent(subscription));
    }
  }

  /**
   * A visitor told another machine that the answer of a stream, which may be known here, does not
   * help.
   */
  void notHelpful(String stream) {
    firstQuestions
        .asMap()
        .forEach(
            (subscription, question) -> {
              if (subscription.id().equals(stream)) {
                notHelpful(question);
              }
            });
  }

  private void notHelpful(@Nullable FirstQuestion question) {
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

  private static QuestionListener.Reason reason(QuestionOutcome.@Nullable By by) {
    return by == QuestionOutcome.By.EXTRACT
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
