package dev.porchlight.model;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.model.UpstreamSnapshot.State;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls may go to one upstream now. Safe for use by any thread; its monitor is held for a
 * moment only, and over no callback.
 *
 * <p>It is open; or shut, because the upstream asked for peace or because it is broken; or, when
 * that time is over, in a slow start. Whether it is broken only matters to those who would wait:
 * for a broken upstream nobody waits, neither while it is left alone nor while one call probes it.
 *
 * <p>A call belongs to the phase in which it entered; a new phase begins when the gate falls shut.
 * Of a call of an earlier phase only what it says of the future counts: a wait that the upstream
 * names always holds; that it failed as others had before counts with them.
 */
final class Gate {
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final int maxWindow;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final Changes changes;

  @GuardedBy("this")
  private final Backoff backoff;

  @GuardedBy("this")
  private final Breaker breaker = new Breaker();

  /** Why it is shut, or was the last time. */
  @GuardedBy("this")
  private FailureCode code = FailureCode.UPSTREAM_BUSY;

  @GuardedBy("this")
  private long phase;

  @GuardedBy("this")
  private boolean shut;

  @GuardedBy("this")
  private boolean broken;

  /** Only meant while it is shut. */
  @GuardedBy("this")
  private long reopensNanos;

  /** Null while it is shut, and where it is plainly open. */
  @GuardedBy("this")
  private @Nullable SlowStart slowStart;

  @GuardedBy("this")
  private @Nullable Future<?> timer;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param maxWindow the window of a slow start at whose passing the gate is plainly open
   */
  Gate(
      int maxWindow,
      RandomGenerator random,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      Changes changes) {
    this.maxWindow = maxWindow;
    this.backoff = new Backoff(random);
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.changes = changes;
  }

  synchronized Admission enter() {
    reopenWhenDue();
    if (shut) {
      return broken
          ? new Admission.Closed(code, remaining())
          : new Admission.Resting(code, remaining());
    }
    if (slowStart == null || slowStart.enter(ticker.read())) {
      return new Admission.Entered(new Pass(phase));
    }
    return broken
        ? new Admission.Closed(code, null)
        : new Admission.Full(code, slowStart.silentFor(ticker.read()));
  }

  synchronized State state() {
    reopenWhenDue();
    if (shut) {
      return broken ? State.BROKEN : State.RESTING;
    }
    if (slowStart == null) {
      return State.OPEN;
    }
    return broken ? State.HALF_OPEN : State.SLOW_START;
  }

  /** How long it stays shut, or null where it is not. */
  synchronized @Nullable Duration reopensIn() {
    reopenWhenDue();
    return shut ? remaining() : null;
  }

  /** Tells no more when it reopens. */
  synchronized void close() {
    closed = true;
    cancelTimer();
  }

  /** One call's way through the gate. It says once at most what became of it. */
  final class Pass {
    private final long enteredIn;
    private final AtomicBoolean told = new AtomicBoolean();

    private Pass(long enteredIn) {
      this.enteredIn = enteredIn;
    }

    /** Null where the call may start; else its failure, since the gate fell shut meanwhile. */
    ModelEnding.@Nullable Failed tooLate() {
      return failureSince(enteredIn);
    }

    /** The upstream took the call. */
    void confirmed() {
      tell(() -> confirm(enteredIn));
    }

    /** The call went away, and says nothing of the upstream. */
    void left() {
      tell(() -> leave(enteredIn));
    }

    /** The upstream failed. */
    void failed(ModelEnding.Failed failure) {
      tell(() -> fail(enteredIn, failure));
    }

    /** The upstream failed in a way that lasts: it counts as broken at once, for this long. */
    void failedFor(FailureCode why, Duration time) {
      tell(() -> fail(why, time));
    }

    private void tell(BooleanSupplier change) {
      if (told.compareAndSet(false, true) && change.getAsBoolean()) {
        changes.fire();
      }
    }
  }

  private synchronized ModelEnding.@Nullable Failed failureSince(long enteredIn) {
    return enteredIn == phase
        ? null
        : new ModelEnding.Failed(code, reopensIn(), Remedy.WAIT_AND_RETRY);
  }

  private synchronized boolean confirm(long enteredIn) {
    reopenWhenDue();
    breaker.confirmed();
    if (enteredIn != phase) {
      return false;
    }
    backoff.reset();
    if (slowStart == null) {
      return false;
    }
    broken = false;
    slowStart.confirmed(ticker.read());
    slowStart = slowStart.isOver() ? null : slowStart;
    return true;
  }

  private synchronized boolean leave(long enteredIn) {
    reopenWhenDue();
    if (enteredIn != phase || slowStart == null) {
      return false;
    }
    slowStart.left();
    return true;
  }

  private synchronized boolean fail(FailureCode why, Duration time) {
    reopenWhenDue();
    broken = true;
    shutFor(why, time);
    return true;
  }

  private synchronized boolean fail(long enteredIn, ModelEnding.Failed failure) {
    reopenWhenDue();
    Duration hint = failure.retryAfter();
    if (hint != null && hint.toNanos() > 0) {
      broken &= shut;
      shutFor(failure.code(), hint);
      return true;
    }
    boolean ofThisPhase = enteredIn == phase;
    boolean busy = failure.code() == FailureCode.UPSTREAM_BUSY;
    boolean oneTooMany = (ofThisPhase || !busy) && breaker.failed();
    boolean failedProbe = ofThisPhase && slowStart != null && broken;
    if (oneTooMany || failedProbe) {
      return breakUnlessBroken(failure.code());
    }
    boolean restless = busy || failure.remedy() == Remedy.WAIT_AND_RETRY || slowStart != null;
    if (ofThisPhase && restless) {
      shutFor(failure.code(), backoff.next());
    }
    return ofThisPhase && restless;
  }

  @GuardedBy("this")
  private boolean breakUnlessBroken(FailureCode why) {
    if (shut && broken) {
      return false;
    }
    broken = true;
    shutFor(why, breaker.next());
    return true;
  }

  /** Shuts it, or keeps it shut for longer; never for less long. */
  @GuardedBy("this")
  private void shutFor(FailureCode why, Duration time) {
    Duration atMost = time.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : time;
    long until = ticker.read() + atMost.toNanos();
    if (!shut) {
      shut = true;
      slowStart = null;
      phase++;
      reopensNanos = until;
    }
    code = why;
    reopensNanos += Math.max(0, until - reopensNanos);
    setTimer();
  }

  @GuardedBy("this")
  private void setTimer() {
    cancelTimer();
    if (!closed) {
      timer = scheduler.schedule(this::timeIsOver, remaining().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @GuardedBy("this")
  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void timeIsOver() {
    if (reopensIn() == null) {
      changes.fire();
    }
  }

  @GuardedBy("this")
  private Duration remaining() {
    return Duration.ofNanos(reopensNanos - ticker.read());
  }

  @GuardedBy("this")
  private void reopenWhenDue() {
    if (shut && reopensNanos - ticker.read() <= 0) {
      shut = false;
      slowStart = new SlowStart(maxWindow, ticker.read());
    }
  }
}
