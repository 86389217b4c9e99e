package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.model.Asking;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.Upstreams;
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
public final class Desk {

  /** What the closed answers that wait for a reload may weigh together. */
  private static final long MAX_KEPT_BYTES = 32L << 20;

  private final AnswerLimits limits;
  private final Prompts prompts;
  private final @Nullable Upstreams upstreams;
  private final StandIn standIn;
  private final String fingerprint;
  private final Supplier<String> streamIds;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final Executor executor;
  private final StreamStore streams;
  private final CommonQuestions common;
  private final Idempotency idempotency;
  private final Line line;
  private final Opinions opinions = new Opinions();
  private final Set<Answer> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param upstreams null where no model is configured, and the stand-in answers
   * @param fingerprint what answers rest on beside their questions
   * @param streamIds gives ids that nobody can guess
   * @param scheduler keeps the deadlines
   * @param executor runs what takes more than a moment
   */
  public Desk(
      AnswerLimits limits,
      Prompts prompts,
      @Nullable Upstreams upstreams,
      StandIn standIn,
      String fingerprint,
      Supplier<String> streamIds,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Executor executor) {
    this.limits = limits;
    this.prompts = prompts;
    this.upstreams = upstreams;
    this.standIn = standIn;
    this.fingerprint = fingerprint;
    this.streamIds = streamIds;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.executor = executor;
    streams = new StreamStore(MAX_KEPT_BYTES, ticker, executor);
    common = new CommonQuestions(limits.maxCacheBytes(), limits.cacheFor(), ticker, executor);
    idempotency = new Idempotency(streams::find, ticker, executor);
    line = new Line(limits.callsAtOnce(), limits.lineLength(), scheduler, ticker);
    if (upstreams != null) {
      upstreams.onChange(line::move);
    }
  }

  /**
   * Takes a question that its visitor named, so that the same request again finds the same stream.
   *
   * @param bodyDigest tells one body from another
   */
  public Asked ask(Question question, Asker asker, String idempotencyKey, String bodyDigest) {
    return idempotency.ask(
        new Idempotency.Key(asker.key(), idempotencyKey), bodyDigest, () -> ask(question, asker));
  }

  /** Takes a question. */
  public Asked ask(Question question, Asker asker) {
    if (closing) {
      return new Asked.ShuttingDown();
    }
    if (upstreams == null) {
      return standInsAnswer(question);
    }
    Prompts.Draft draft = prompts.draft(question);
    QuestionKey key = question.isFirst() && !question.fresh() ? key(question, draft) : null;
    AnswerStream found = key == null ? null : common.find(key, this::attach);
    return found == null ? askUpstreams(upstreams, question, draft, key, asker) : admitted(found);
  }

  /** The stream of that id, or null where there never was one or it is gone. */
  public @Nullable AnswerStream find(String id) {
    return streams.find(id);
  }

  /** Takes what a visitor thinks of an answer; the latest opinion counts. */
  public void rate(AnswerStream stream, boolean helpful) {
    opinions.count(stream, helpful);
  }

  /** Whether it takes questions. */
  public boolean isOpen() {
    return !closing;
  }

  /** What is going on, for the owner. */
  public DeskState state() {
    return new DeskState(
        open.size(),
        line.running(),
        line.waiting(),
        streams.size(),
        common.stats(),
        opinions.count(true),
        opinions.count(false));
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
    line.close();
    if (patience.isZero()) {
      endTheRest();
      return CompletableFuture.allOf(closed);
    }
    Future<?> deadline =
        scheduler.schedule(this::endTheRest, patience.toNanos(), TimeUnit.NANOSECONDS);
    return CompletableFuture.allOf(closed).thenRun(() -> deadline.cancel(false));
  }

  private Asked standInsAnswer(Question question) {
    Answer answer = newAnswer();
    AnswerStream stream = attach(answer);
    if (stream != null) {
      executor.execute(
          () -> answer.attempt(() -> standIn.write(question, null, new Writing(answer, () -> {}))));
    }
    return admitted(stream);
  }

  /** Charges the visitor and takes a place; whoever was first with the same question is joined. */
  private Asked askUpstreams(
      Upstreams from,
      Question question,
      Prompts.Draft draft,
      @Nullable QuestionKey key,
      Asker asker) {
    if (!asker.charge()) {
      return new Asked.Limited();
    }
    Place place = line.take(asker.key());
    if (place == null) {
      asker.refund();
      return new Asked.LineFull(line.untilThereIsRoom());
    }
    Answer answer = newAnswer();
    answer.closed().thenRun(place::leave);
    AnswerStream stream =
        key == null ? attach(answer) : common.findOrAdd(key, answer, this::attach);
    if (stream != null && stream.answer == answer) {
      Charged charged = new Charged(question, draft, asker, place);
      executor.execute(() -> answer.attempt(() -> produce(from, answer, charged)));
    } else {
      asker.refund();
      answer.close(new Ending.Stopped(true));
    }
    return admitted(stream);
  }

  private void produce(Upstreams from, Answer answer, Charged charged) {
    Asking asking = from.ask(charged.draft().prompt());
    new Producer(answer, charged, asking, standIn, limits.maxDuration(), scheduler).start();
  }

  private Answer newAnswer() {
    Answer answer = new Answer(limits.maxBytes(), ticker);
    open.add(answer);
    answer.closed().thenRun(() -> open.remove(answer));
    if (closing) {
      answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null));
    }
    return answer;
  }

  private @Nullable AnswerStream attach(Answer answer) {
    return AnswerStream.attach(streamIds.get(), answer, limits.resumeGrace(), scheduler);
  }

  /** A new answer takes no stream only where it was closed because the desk is. */
  private Asked admitted(@Nullable AnswerStream stream) {
    if (stream == null) {
      return new Asked.ShuttingDown();
    }
    streams.keep(stream);
    return new Asked.Admitted(stream);
  }

  private QuestionKey key(Question question, Prompts.Draft draft) {
    return QuestionKey.of(question.message(), draft.page(), fingerprint);
  }

  private void endTheRest() {
    open.forEach(answer -> answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null)));
  }
}
