package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.AdmissionQueueFactory;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.resilience.FailoverRouter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes questions and finds the streams that read their answers: the same request's stream again,
 * the answer of the same question, or else a new one. Safe for use by any thread.
 */
public final class QuestionDispatcher {

  /** What the closed answers that wait for a reload may weigh together. */
  private static final long MAX_KEPT_BYTES = 32L << 20;

  private final PromptFactory prompts;
  private final @Nullable FailoverRouter router;
  private final OwnersAnswers ownersAnswers;
  private final FallbackAnswerer fallback;
  private final Timers timers;
  private final AnswerSharing sharing;
  private final SubscriptionStore subscriptions;
  private final AnswerCache answerCache;
  private final IdempotencyCache idempotencyCache;
  private final AdmissionQueue queue;
  private final QuestionTracker tracker;
  private final Feedback feedback;
  private final AnswerStreams streams;
  private final NewAnswers newAnswers;
  private final OpenAnswers answers;

  /**
   * What the dispatcher needs of the world around it.
   *
   * @param scheduler keeps the deadlines, which go by the ticker
   * @param executor runs what takes more than a moment
   * @param meters where hits and misses are counted
   * @param listener hears how each question went, on any thread
   * @param sharing lets other machines read the answers
   * @param requestSharing lets other machines know of requests
   * @param queues makes the admission queue
   */
  public record Surroundings(
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Executor executor,
      MeterRegistry meters,
      QuestionListener listener,
      AnswerSharing sharing,
      RequestSharing requestSharing,
      AdmissionQueueFactory queues) {

    /** For the only machine there is. */
    public Surroundings(
        ScheduledExecutorService scheduler,
        Ticker ticker,
        Executor executor,
        MeterRegistry meters,
        QuestionListener listener) {
      this(
          scheduler,
          ticker,
          executor,
          meters,
          listener,
          AnswerSharing.NONE,
          RequestSharing.NONE,
          AdmissionQueue.inMemory(new Timers(scheduler, executor), ticker));
    }
  }

  /**
   * @param ownersAnswers come before all others
   * @param router null where no model is configured, and the fallback answers
   * @param streamIds gives ids that nobody can guess
   */
  public QuestionDispatcher(
      AnswerLimits limits,
      PromptFactory prompts,
      OwnersAnswers ownersAnswers,
      @Nullable FailoverRouter router,
      FallbackAnswerer fallback,
      Supplier<String> streamIds,
      Surroundings around) {
    this.prompts = prompts;
    this.ownersAnswers = ownersAnswers;
    this.router = router;
    this.fallback = fallback;
    timers = new Timers(around.scheduler(), around.executor());
    Ticker ticker = around.ticker();
    answers = new OpenAnswers(limits.maxBytes(), timers, ticker);
    sharing = around.sharing();
    subscriptions =
        sharing.subscriptions(
            SubscriptionStore.inMemory(MAX_KEPT_BYTES, ticker, around.executor()),
            limits.resumeGrace());
    answerCache =
        sharing.answers(
            AnswerCache.inMemory(
                limits.maxCacheBytes(),
                limits.cacheFor(),
                ticker,
                around.executor(),
                around.meters()),
            limits.maxCacheBytes() == 0 ? Duration.ZERO : limits.cacheFor());
    idempotencyCache =
        around
            .requestSharing()
            .idempotency(
                IdempotencyCache.inMemory(subscriptions::find, ticker, around.executor()),
                subscriptions::find);
    queue = around.queues().create(limits.callsAtOnce(), limits.queueLength());
    tracker = new QuestionTracker(ticker, around.listener());
    feedback = new Feedback(around.requestSharing(), tracker);
    streams = new AnswerStreams(streamIds, limits.resumeGrace(), subscriptions, tracker, timers);
    newAnswers =
        new NewAnswers(limits.maxDuration(), fallback, queue, sharing, streams, tracker, timers);
    if (router != null) {
      router.onChange(queue::move);
    }
  }

  /**
   * Takes a question that its visitor named, so that the same request again finds the same stream.
   *
   * @param bodyDigest the digest of the request body
   */
  public CompletionStage<AskResult> ask(
      Question question, QuotaHolder quotaHolder, String idempotencyKey, String bodyDigest) {
    return idempotencyCache.ask(
        new IdempotencyCache.Key(quotaHolder.key(), idempotencyKey),
        bodyDigest,
        () -> ask(question, quotaHolder));
  }

  /** Takes a question. */
  public CompletionStage<AskResult> ask(Question question, QuotaHolder quotaHolder) {
    if (answers.isClosing()) {
      return CompletableFuture.completedFuture(new AskResult.ShuttingDown());
    }
    boolean isCommon = question.isFirst() && !question.fresh();
    Consumer<CompletionListener> owners = isCommon ? ownersAnswers.to(question) : null;
    if (owners != null) {
      return answerAtOnce(
          question,
          quotaHolder,
          listener -> {
            owners.accept(listener);
            return CompletableFuture.completedFuture(true);
          });
    }
    if (router == null) {
      return answerAtOnce(
          question, quotaHolder, listener -> fallback.write(question, null, listener));
    }
    PromptFactory.Draft draft = prompts.draft(question);
    NewQuestion asked = new NewQuestion(router, question, draft, quotaHolder);
    return isCommon
        ? join(key(question, draft), asked)
        : newAnswers.start(asked, SharedAnswer.of(answers.open()));
  }

  /**
   * Asks a question again whose visitor another machine charged, for those who read its answer
   * already.
   *
   * @param home is given the log that is written from now on, before anything is
   */
  public void goOn(Question question, QuotaHolder quotaHolder, Consumer<AnswerLog> home) {
    AnswerLog answer = answers.open();
    home.accept(answer);
    answer.attempt(
        () ->
            newAnswers.goOn(
                new NewQuestion(
                    Objects.requireNonNull(router), question, prompts.draft(question), quotaHolder),
                answer));
  }

  /** The stream of that id, or null where there never was one or it is gone. */
  public CompletionStage<@Nullable Subscription> find(String id) {
    return subscriptions.find(id);
  }

  /**
   * Ends a stream by its visitor's wish.
   *
   * @return whether there is such a stream
   */
  public CompletionStage<Boolean> stop(String id) {
    return subscriptions.stop(id);
  }

  /** Takes what a visitor thinks of an answer; the latest opinion counts. */
  public void rate(Subscription subscription, Opinion opinion) {
    feedback.rate(subscription, opinion);
  }

  /** How many answers did not help for that reason. */
  public long unhelpful(Opinion reason) {
    return feedback.counts().count(reason);
  }

  /** Whether it takes questions. */
  public boolean isOpen() {
    return !answers.isClosing();
  }

  /** What is going on, for the owner. */
  public DispatcherStats state() {
    return new DispatcherStats(
        answers.size(),
        queue.running(),
        queue.waiting(),
        subscriptions.size(),
        feedback.counts().count(true),
        feedback.counts().count(false));
  }

  /**
   * Takes no more questions, ends those in the queue, lets answers that have begun finish, then
   * ends the rest.
   *
   * @return completes when every answer is closed
   */
  public CompletionStage<Void> shutDown(Duration patience) {
    CompletableFuture<Void> closed = answers.stopOpening();
    queue.close();
    sharing.leave();
    return answers.closeAfter(patience, closed);
  }

  /** An answer for which no upstream is called, and nobody is charged. */
  private CompletionStage<AskResult> answerAtOnce(
      Question question,
      QuotaHolder quotaHolder,
      Function<CompletionListener, CompletionStage<Boolean>> writer) {
    AnswerLog answer = answers.open();
    Subscription subscription = streams.attach(answer);
    if (subscription != null) {
      var unused = tracker.follow(answer, question, quotaHolder.key());
      CompletionListener listener = AnswerWriter.withoutCall(answer);
      timers.execute(() -> answer.attempt(() -> writer.apply(listener), isAnswered -> {}));
    }
    return streams.admit(subscription, question, quotaHolder);
  }

  /** Joins the answer of the same question; where there is none, asks for one that others join. */
  private CompletionStage<AskResult> join(CacheKey key, NewQuestion asked) {
    if (answers.isClosing()) {
      return CompletableFuture.completedFuture(new AskResult.ShuttingDown());
    }
    return answerCache
        .find(key)
        .thenCompose(present -> present == null ? share(key, asked) : join(key, asked, present));
  }

  private CompletionStage<AskResult> share(CacheKey key, NewQuestion asked) {
    SharedAnswer fresh = SharedAnswer.of(answers.open());
    return answerCache
        .putIfAbsent(key, fresh)
        .thenCompose(
            present -> {
              if (present == null) {
                return newAnswers.start(asked, fresh);
              }
              fresh.withdraw();
              return join(key, asked, present);
            });
  }

  private CompletionStage<AskResult> join(CacheKey key, NewQuestion asked, SharedAnswer shared) {
    return shared
        .admitted()
        .thenCompose(
            isAdmitted -> {
              Subscription subscription = isAdmitted ? streams.attach(shared.log()) : null;
              if (subscription != null) {
                tracker.join(shared.log(), asked.question(), asked.quotaHolder().key());
                return streams.admit(subscription, asked.question(), asked.quotaHolder());
              }
              answerCache.remove(key, shared);
              return join(key, asked);
            });
  }

  private static CacheKey key(Question question, PromptFactory.Draft draft) {
    return CacheKey.of(question.message(), draft.page(), draft.fingerprint());
  }
}
