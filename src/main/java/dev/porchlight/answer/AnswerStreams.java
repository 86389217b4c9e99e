package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives visitors their streams of answers. Safe for use by any thread. */
final class AnswerStreams {

  private final Supplier<String> ids;
  private final Duration grace;
  private final SubscriptionStore store;
  private final QuestionTracker tracker;
  private final Timers timers;

  /**
   * @param ids gives ids that nobody can guess
   * @param grace how long a stream that nobody reads holds its answer
   * @param store keeps them
   */
  AnswerStreams(
      Supplier<String> ids,
      Duration grace,
      SubscriptionStore store,
      QuestionTracker tracker,
      Timers timers) {
    this.ids = ids;
    this.grace = grace;
    this.store = store;
    this.tracker = tracker;
    this.timers = timers;
  }

  /** A new stream; null where the answer is closed in a way that may not be reused. */
  @Nullable Subscription attach(AnswerLog answer) {
    return answer.attach(ids.get(), grace, timers);
  }

  /**
   * Keeps a question's stream, so that it can be found.
   *
   * @param subscription null where a new answer takes none, which is so only where it was closed
   *     because no more are opened
   */
  CompletionStage<AskResult> admit(
      @Nullable Subscription subscription, Question question, QuotaHolder quotaHolder) {
    if (subscription == null) {
      return CompletableFuture.completedFuture(new AskResult.ShuttingDown());
    }
    tracker.keep(subscription, question, quotaHolder.key());
    return store.keep(subscription).thenApply(kept -> new AskResult.Admitted(subscription));
  }
}
