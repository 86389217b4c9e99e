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
 * a call failed before it said anything, and lands on the stand-in where no upstream will answer,
 * which costs the visitor nothing where none was called. A closed answer gives up its call,
 * whatever closed it.
 */
final class Producer implements Place.Waiter {

  private final Answer answer;
  private final Charged charged;
  private final Asking asking;
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
      Charged charged,
      Asking asking,
      StandIn standIn,
      @Nullable Duration limit,
      ScheduledExecutorService scheduler) {
    this.answer = answer;
    this.charged = charged;
    this.asking = asking;
    this.standIn = standIn;
    this.limit = limit;
    this.scheduler = scheduler;
  }

  void start() {
    answer.closed().thenRun(this::abort);
    charged.place().start(this);
  }

  @Override
  public Choice choose() {
    return asking.choose();
  }

  @Override
  public void queued() {
    answer.queued(() -> charged.place().queued);
  }

  @Override
  public void go(Choice.Go go) {
    if (answer.isClosed()) {
      go.cancel();
      return;
    }
    queued();
    answer.attempt(() -> call(go));
  }

  @Override
  public void giveUp(Choice.GiveUp giveUp) {
    if (writing == null) {
      charged.asker().refund();
    }
    answer.attempt(() -> land(giveUp));
  }

  private void call(Choice.Go go) {
    startDeadline();
    Writing next = new Writing(answer, charged.place()::again);
    writing = next;
    next.started(go.write(next));
    if (answer.isClosed()) {
      next.abort();
    }
  }

  private void land(Choice.GiveUp giveUp) {
    boolean stoodIn =
        giveUp.standInAllowed()
            && standIn.write(charged.question(), giveUp.code(), new Writing(answer, () -> {}));
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
