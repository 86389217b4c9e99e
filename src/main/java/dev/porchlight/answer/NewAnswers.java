package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.resilience.FailoverAttempt;
import dev.porchlight.ratelimit.RateLimitDecision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has new answers written by a model: each is charged to its visitor, takes a place in the queue,
 * and gets a producer. Safe for use by any thread.
 */
final class NewAnswers {

  private final @Nullable Duration maxDuration;
  private final FallbackAnswerer fallback;
  private final AdmissionQueue queue;
  private final AnswerSharing sharing;
  private final AnswerStreams streams;
  private final QuestionTracker tracker;
  private final Timers timers;

  /**
   * @param maxDuration how long one may take from the first call on, or null for any time
   */
  NewAnswers(
      @Nullable Duration maxDuration,
      FallbackAnswerer fallback,
      AdmissionQueue queue,
      AnswerSharing sharing,
      AnswerStreams streams,
      QuestionTracker tracker,
      Timers timers) {
    this.maxDuration = maxDuration;
    this.fallback = fallback;
    this.queue = queue;
    this.sharing = sharing;
    this.streams = streams;
    this.tracker = tracker;
    this.timers = timers;
  }

  /**
   * Charges the visitor, takes a place, and brings the answer about. Where any of it fails, also at
   * once, whoever waits to join it is let go.
   */
  CompletionStage<AskResult> start(NewQuestion asked, SharedAnswer shared) {
    return CompletableFuture.completedFuture(asked)
        .thenCompose(question -> charge(question, shared.log()))
        .whenComplete(
            (result, failure) -> {
              if (result instanceof AskResult.Admitted) {
                shared.admitted().complete(true);
              } else {
                shared.withdraw();
              }
            });
  }

  private CompletionStage<AskResult> charge(NewQuestion asked, AnswerLog answer) {
    return asked
        .quotaHolder()
        .charge()
        .thenCompose(
            decision -> {
              if (decision instanceof RateLimitDecision.Refused refused) {
                tracker.refused("limit");
                return CompletableFuture.completedFuture(new AskResult.Limited(refused));
              }
              return enqueue(asked, answer);
            });
  }

  private CompletionStage<AskResult> enqueue(NewQuestion asked, AnswerLog answer) {
    QuotaHolder quotaHolder = asked.quotaHolder();
    return queue
        .take(quotaHolder.key())
        .thenCompose(
            ticket -> {
              if (ticket == null) {
                quotaHolder.refund();
                tracker.refused("queue_full");
                return CompletableFuture.completedFuture(
                    new AskResult.QueueFull(queue.untilThereIsRoom()));
              }
              return start(asked, answer, ticket);
            });
  }

  private CompletionStage<AskResult> start(
      NewQuestion asked, AnswerLog answer, QueueTicket ticket) {
    QuotaHolder quotaHolder = asked.quotaHolder();
    CallPlace place = place(asked, answer, ticket);
    Subscription subscription = streams.attach(answer);
    if (subscription == null) {
      quotaHolder.refund();
    } else {
      sharing.keepQuestion(answer, new PendingQuestion(asked.question(), quotaHolder.key()));
      write(asked, answer, ticket, place);
    }
    return streams.admit(subscription, asked.question(), quotaHolder);
  }

  /** Has an answer written that another machine was charged for and is read already. */
  void goOn(NewQuestion asked, AnswerLog answer) {
    QuotaHolder quotaHolder = asked.quotaHolder();
    answer.attempt(
        () -> quotaHolder.goOn().thenCompose(taken -> queue.take(quotaHolder.key())),
        ticket -> {
          if (ticket == null) {
            quotaHolder.callsEnded();
            answer.close(new Ending.Failed(FailureCode.UPSTREAM_BUSY, queue.untilThereIsRoom()));
          } else {
            write(asked, answer, ticket, place(asked, answer, ticket));
          }
        });
  }

  private static CallPlace place(NewQuestion asked, AnswerLog answer, QueueTicket ticket) {
    CallPlace place =
        new CallPlace(
            () -> {
              asked.quotaHolder().callsEnded();
              ticket.leave();
            });
    answer.whenClosed(place::leave);
    return place;
  }

  private void write(NewQuestion asked, AnswerLog answer, QueueTicket ticket, CallPlace place) {
    QuotaHolder quotaHolder = asked.quotaHolder();
    QuestionTracker.Followed followed = tracker.follow(answer, asked.question(), quotaHolder.key());
    AdmittedQuestion admitted =
        new AdmittedQuestion(
            asked.question(), asked.draft(), quotaHolder, ticket, place, followed::queued);
    Consumer<TokenUsage> spent =
        usage -> {
          followed.spent(usage);
          quotaHolder.spent(usage.total());
        };
    // Its place in the queue is kept while its prompt is made, and those before it go on.
    timers.execute(
        () ->
            answer.attempt(
                asked.draft()::prompt,
                prompt -> produce(answer, admitted, asked.router().ask(prompt, spent))));
  }

  private void produce(AnswerLog answer, AdmittedQuestion admitted, FailoverAttempt attempt) {
    new AnswerProducer(answer, admitted, attempt, fallback, maxDuration, timers).start();
  }
}
