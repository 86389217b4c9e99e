package dev.porchlight.answer;

import dev.porchlight.model.Asking;
import dev.porchlight.model.Choice;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.ModelEnding.CutOff.Reason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings one answer about: waits in the line, lets an upstream write, goes back into the line where
 * a call failed before it said anything, and lands on the stand-in where no upstream will answer. A
 * closed answer gives up its call, whatever closed it.
 */
final class Producer implements Place.Waiter {

  private final Answer answer;
  private final Question question;
  private final Asking asking;
  private final Place place;
  private final StandIn standIn;
  private final @Nullable Duration limit;
  private final ScheduledExecutorService scheduler;
  private volatile @Nullable Writing writing;
  private volatile @Nullable Future<?> deadline;

  /**
   * @param limit how long it may take from the first call on, or null for any time
   */
  Producer(
      Answer answer,
      Question question,
      Asking asking,
      Place place,
      StandIn standIn,
      @Nullable Duration limit,
      ScheduledExecutorService scheduler) {
    this.answer = answer;
    this.question = question;
    this.asking = asking;
    this.place = place;
    this.standIn = standIn;
    this.limit = limit;
    this.scheduler = scheduler;
  }

  void start() {
    answer.closed().thenRun(this::abort);
    place.start(this);
  }

  @Override
  public Choice choose() {
    return asking.choose();
  }

  @Override
  public void queued() {
    answer.queued(() -> place.queued);
  }

  @Override
  public void go(Choice.Go go) {
    if (answer.isClosed()) {
      go.cancel();
      return;
    }
    startDeadline();
    Writing next = new Writing(answer, place::again);
    writing = next;
    next.started(go.write(next));
    if (answer.isClosed()) {
      next.abort();
    }
  }

  @Override
  public void giveUp(Choice.GiveUp giveUp) {
    boolean stoodIn =
        giveUp.standInAllowed()
            && standIn.write(question, giveUp.code(), new Writing(answer, () -> {}));
    if (!stoodIn) {
      answer.close(new Ending.Failed(giveUp.code(), giveUp.retryAfter()));
    }
  }

  private void startDeadline() {
    if (limit != null && deadline == null) {
      Future<?> timer = scheduler.schedule(this::tooLong, limit.toNanos(), TimeUnit.NANOSECONDS);
      deadline = timer;
      answer.closed().thenRun(() -> timer.cancel(false));
    }
  }

  private void tooLong() {
    answer.close(
        answer.isBegun()
            ? new Ending.CutOff(Reason.ANSWER_LIMIT)
            : new Ending.Failed(FailureCode.UPSTREAM_TIMEOUT, null));
  }

  private void abort() {
    Writing current = writing;
    if (current != null) {
      current.abort();
    }
  }
}
