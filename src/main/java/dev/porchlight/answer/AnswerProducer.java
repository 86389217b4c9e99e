package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.resilience.Decision;
import dev.porchlight.llm.resilience.FailoverAttempt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Produces one answer: waits in the admission queue, calls an upstream, queues again where a call
 * failed before its first text, and falls back to the pages where no upstream will answer, which
 * costs the visitor nothing where none was called. A closed answer gives up its call, whatever
 * closed it.
 */
final class AnswerProducer implements QueueTicket.QueueListener {

  private final AnswerLog answer;
  private final AdmittedQuestion admitted;
  private final FailoverAttempt attempt;
  private final FallbackAnswerer fallback;
  private final @Nullable Duration limit;
  private final Timers timers;
  private volatile @Nullable AnswerWriter writer;
  private volatile @Nullable Future<?> deadline;

  /**
   * @param limit how long it may take from the first call on, or null for any time
   */
  AnswerProducer(
      AnswerLog answer,
      AdmittedQuestion admitted,
      FailoverAttempt attempt,
      FallbackAnswerer fallback,
      @Nullable Duration limit,
      Timers timers) {
    this.answer = answer;
    this.admitted = admitted;
    this.attempt = attempt;
    this.fallback = fallback;
    this.limit = limit;
    this.timers = timers;
  }

  void start() {
    answer.whenClosed(this::abort);
    admitted.ticket().start(this);
  }

  @Override
  public CompletionStage<Decision> choose() {
    return attempt.choose();
  }

  @Override
  public void queued() {
    QueueTicket.Standing standing = admitted.ticket().standing();
    admitted.queued().accept(standing.position() != null);
    answer.queued(standing.position(), standing.version());
  }

  @Override
  public void go(Decision.Go go) {
    if (answer.isClosed()) {
      go.cancel();
      return;
    }
    queued();
    answer.attempt(() -> call(go));
  }

  @Override
  public void giveUp(Decision.GiveUp giveUp) {
    if (writer == null) {
      admitted.quotaHolder().refund();
    }
    fallBack(giveUp);
  }

  private void call(Decision.Go go) {
    if (!admitted.place().enter()) {
      go.cancel();
      return;
    }
    startDeadline();
    AnswerWriter next = new AnswerWriter(answer, admitted.ticket()::again, admitted.place()::leave);
    writer = next;
    next.started(write(go, next));
    if (answer.isClosed()) {
      next.abort();
    }
  }

  private ModelCall write(Decision.Go go, AnswerWriter next) {
    try {
      return go.write(next);
    } catch (RuntimeException e) {
      admitted.place().leave();
      throw e;
    }
  }

  private void fallBack(Decision.GiveUp giveUp) {
    answer.attempt(
        () -> giveUp.fallbackAllowed() ? quote(giveUp) : CompletableFuture.completedFuture(false),
        isAnswered -> {
          if (!isAnswered) {
            answer.close(new Ending.Failed(giveUp.code(), giveUp.retryAfter()));
          }
        });
  }

  private CompletionStage<Boolean> quote(Decision.GiveUp giveUp) {
    return fallback.write(admitted.question(), giveUp.code(), AnswerWriter.withoutCall(answer));
  }

  private void startDeadline() {
    if (limit != null && deadline == null) {
      Future<?> timer = timers.schedule(this::tooLong, limit);
      deadline = timer;
      answer.whenClosed(() -> timer.cancel(false));
    }
  }

  private void tooLong() {
    answer.close(
        answer.isBegun()
            ? new Ending.CutOff(Reason.ANSWER_LIMIT)
            : new Ending.Failed(FailureCode.UPSTREAM_TIMEOUT, null));
  }

  private void abort() {
    AnswerWriter current = writer;
    if (current != null) {
      current.abort();
    }
  }
}
