package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.FailoverAttempt;
import dev.porchlight.llm.resilience.FailoverRouter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes questions and finds the streams that read their answers: the same request's stream again,
 * the answer of the same question, or else a new one. Safe for use by any thread.
 */
public final class QuestionDispatcher {

  /** What the closed answers that wait for a reload may weigh together. */
  private static final long MAX_KEPT_BYTES = 32L << 20;

  private final AnswerLimits limits;
  private final PromptFactory prompts;
  private final @Nullable FailoverRouter router;
  private final FallbackAnswerer fallback;
  private final String fingerprint;
  private final Supplier<String> streamIds;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final Executor executor;
  private final SubscriptionStore subscriptions;
  private final AnswerCache answerCache;
  private final IdempotencyCache idempotencyCache;
  private final AdmissionQueue queue;
  private final FeedbackCounts feedback = new FeedbackCounts();
  private final Set<AnswerLog> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param router null where no model is configured, and the stand-in answers
   * @param fingerprint what answers rest on beside their questions
   * @param streamIds gives ids that nobody can guess
   * @param scheduler keeps the deadlines
   * @param executor runs what takes more than a moment
   */
  public QuestionDispatcher(
      AnswerLimits limits,
      PromptFactory prompts,
      @Nullable FailoverRouter router,
      FallbackAnswerer fallback,
      String fingerprint,
      Supplier<String> streamIds,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Executor executor) {
    this.limits = limits;
    this.prompts = prompts;
    this.router = router;
    this.fallback = fallback;
    this.fingerprint = fingerprint;
    this.streamIds = streamIds;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.executor = executor;
    subscriptions = new SubscriptionStore(MAX_KEPT_BYTES, ticker, executor);
    answerCache = new AnswerCache(limits.maxCacheBytes(), limits.cacheFor(), ticker, executor);
    idempotencyCache = new IdempotencyCache(subscriptions::find, ticker, executor);
    queue = new AdmissionQueue(limits.callsAtOnce(), limits.lineLength(), scheduler, ticker);
    if (router != null) {
      router.onChange(queue::move);
    }
  }

  /**
   * Takes a question that its visitor named, so that the same request again finds the same stream.
   *
   * @param bodyDigest tells one body from another
   */
  public AskResult ask(
      Question question, QuotaHolder quotaHolder, String idempotencyKey, String bodyDigest) {
    return idempotencyCache.ask(
        new IdempotencyCache.Key(quotaHolder.key(), idempotencyKey),
        bodyDigest,
        () -> ask(question, quotaHolder));
  }

  /** Takes a question. */
  public AskResult ask(Question question, QuotaHolder quotaHolder) {
    if (closing) {
      return new AskResult.ShuttingDown();
    }
    if (router == null) {
      return standInsAnswer(question);
    }
    PromptFactory.Draft draft = prompts.draft(question);
    CacheKey key = question.isFirst() && !question.fresh() ? key(question, draft) : null;
    Subscription found = key == null ? null : answerCache.find(key, this::attach);
    return found == null
        ? askUpstreams(router, question, draft, key, quotaHolder)
        : admitted(found);
  }

  /** The stream of that id, or null where there never was one or it is gone. */
  public @Nullable Subscription find(String id) {
    return subscriptions.find(id);
  }

  /** Takes what a visitor thinks of an answer; the latest opinion counts. */
  public void rate(Subscription subscription, boolean helpful) {
    feedback.count(subscription, helpful);
  }

  /** Whether it takes questions. */
  public boolean isOpen() {
    return !closing;
  }

  /** What is going on, for the owner. */
  public DispatcherStats state() {
    return new DispatcherStats(
        open.size(),
        queue.running(),
        queue.waiting(),
        subscriptions.size(),
        answerCache.stats(),
        feedback.count(true),
        feedback.count(false));
  }

  /**
   * Takes no more questions, ends those in the line, lets answers that have begun finish, then ends
   * the rest.
   *
   * @return completes when every answer is closed
   */
  public CompletionStage<Void> shutDown(Duration patience) {
    closing = true;
    CompletableFuture<?>[] closed =
        open.stream()
            .map(answer -> answer.closed().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    queue.close();
    if (patience.isZero()) {
      endTheRest();
      return CompletableFuture.allOf(closed);
    }
    Future<?> deadline =
        scheduler.schedule(this::endTheRest, patience.toNanos(), TimeUnit.NANOSECONDS);
    return CompletableFuture.allOf(closed).thenRun(() -> deadline.cancel(false));
  }

  private AskResult standInsAnswer(Question question) {
    AnswerLog answer = newAnswer();
    Subscription subscription = attach(answer);
    if (subscription != null) {
      executor.execute(
          () ->
              answer.attempt(
                  () -> fallback.write(question, null, new AnswerWriter(answer, () -> {}))));
    }
    return admitted(subscription);
  }

  /** Charges the visitor and takes a place; whoever was first with the same question is joined. */
  private AskResult askUpstreams(
      FailoverRouter from,
      Question question,
      PromptFactory.Draft draft,
      @Nullable CacheKey key,
      QuotaHolder quotaHolder) {
    if (!quotaHolder.charge()) {
      return new AskResult.Limited();
    }
    QueueTicket ticket = queue.take(quotaHolder.key());
    if (ticket == null) {
      quotaHolder.refund();
      return new AskResult.LineFull(queue.untilThereIsRoom());
    }
    AnswerLog answer = newAnswer();
    answer.closed().thenRun(ticket::leave);
    Subscription subscription =
        key == null ? attach(answer) : answerCache.findOrAdd(key, answer, this::attach);
    if (subscription != null && subscription.answer == answer) {
      AdmittedQuestion admitted = new AdmittedQuestion(question, draft, quotaHolder, ticket);
      executor.execute(() -> answer.attempt(() -> produce(from, answer, admitted)));
    } else {
      quotaHolder.refund();
      answer.close(new Ending.Stopped(true));
    }
    return admitted(subscription);
  }

  private void produce(FailoverRouter from, AnswerLog answer, AdmittedQuestion admitted) {
    FailoverAttempt attempt = from.ask(admitted.draft().prompt());
    new AnswerProducer(answer, admitted, attempt, fallback, limits.maxDuration(), scheduler)
        .start();
  }

  private AnswerLog newAnswer() {
    AnswerLog answer = new AnswerLog(limits.maxBytes(), ticker);
    open.add(answer);
    answer.closed().thenRun(() -> open.remove(answer));
    if (closing) {
      answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null));
    }
    return answer;
  }

  private @Nullable Subscription attach(AnswerLog answer) {
    return Subscription.attach(streamIds.get(), answer, limits.resumeGrace(), scheduler);
  }

  /** A new answer takes no stream only where it was closed because the desk is. */
  private AskResult admitted(@Nullable Subscription subscription) {
    if (subscription == null) {
      return new AskResult.ShuttingDown();
    }
    subscriptions.keep(subscription);
    return new AskResult.Admitted(subscription);
  }

  private CacheKey key(Question question, PromptFactory.Draft draft) {
    return CacheKey.of(question.message(), draft.page(), fingerprint);
  }

  private void endTheRest() {
    open.forEach(answer -> answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null)));
  }
}
