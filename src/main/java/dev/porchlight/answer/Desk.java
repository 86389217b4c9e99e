package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.Model;
import dev.porchlight.model.Prompt;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes questions, starts their answers, and finds the streams that read them. Safe for use by any
 * thread.
 */
public final class Desk {

  private static final Logger log = LoggerFactory.getLogger(Desk.class);

  /** What the closed answers that wait for a reload may weigh together. */
  private static final long MAX_KEPT_BYTES = 32L << 20;

  private final Model model;
  private final Prompts prompts;
  private final AnswerLimits limits;
  private final Supplier<String> streamIds;
  private final ScheduledExecutorService scheduler;
  private final Executor executor;
  private final StreamStore streams;
  private final Set<Answer> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param streamIds gives ids that nobody can guess
   * @param scheduler keeps the deadlines
   * @param executor runs what takes more than a moment
   */
  public Desk(
      Model model,
      Prompts prompts,
      AnswerLimits limits,
      Supplier<String> streamIds,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Executor executor) {
    this.model = model;
    this.prompts = prompts;
    this.limits = limits;
    this.streamIds = streamIds;
    this.scheduler = scheduler;
    this.executor = executor;
    this.streams = new StreamStore(MAX_KEPT_BYTES, ticker, executor);
  }

  /**
   * Takes a question.
   *
   * @return a new stream, on whose answer somebody has begun to work
   * @throws DeskClosedException where the server is shutting down
   */
  public AnswerStream ask(Question question) throws DeskClosedException {
    Answer answer = new Answer(limits.maxBytes());
    AnswerStream stream =
        AnswerStream.attach(streamIds.get(), answer, limits.resumeGrace(), scheduler);
    if (stream == null) {
      throw new IllegalStateException("a new answer takes a stream");
    }
    admit(answer);
    streams.keep(stream);
    executor.execute(() -> produce(answer, question));
    return stream;
  }

  /** The stream of that id, or null where there never was one or it is gone. */
  public @Nullable AnswerStream find(String id) {
    return streams.find(id);
  }

  /** Whether it takes questions. */
  public boolean isOpen() {
    return !closing;
  }

  /** How many answers are being written. */
  public int openAnswers() {
    return open.size();
  }

  /**
   * Takes no more questions, lets running answers finish, then ends the rest.
   *
   * @return completes when every answer is closed
   */
  public CompletionStage<Void> shutDown(Duration patience) {
    closing = true;
    CompletableFuture<?>[] closed =
        open.stream()
            .map(answer -> answer.closed().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    if (patience.isZero()) {
      endTheRest();
      return CompletableFuture.allOf(closed);
    }
    Future<?> deadline =
        scheduler.schedule(this::endTheRest, patience.toNanos(), TimeUnit.NANOSECONDS);
    return CompletableFuture.allOf(closed).thenRun(() -> deadline.cancel(false));
  }

  private void admit(Answer answer) throws DeskClosedException {
    open.add(answer);
    answer.closed().thenRun(() -> open.remove(answer));
    if (closing) {
      answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null));
      throw new DeskClosedException();
    }
  }

  private void produce(Answer answer, Question question) {
    try {
      Prompt prompt = prompts.promptFor(question);
      if (!answer.isClosed()) {
        Producer.start(answer, model, prompt, limits.maxDuration(), scheduler);
      }
    } catch (RuntimeException e) {
      log.error("an answer could not be started", e);
      answer.close(new Ending.Failed(FailureCode.INTERNAL_ERROR, null));
    }
  }

  private void endTheRest() {
    open.forEach(answer -> answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null)));
  }
}
