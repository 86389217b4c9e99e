package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls may go to one upstream now. Safe for use by any thread; its monitor is held for a
 * moment only, and over no callback.
 *
 * <p>It is open; or shut, because the upstream asked callers to wait or because it fails; or, when
 * that time is over, in a slow start. Whether it is broken only matters to those who would wait:
 * for a broken upstream nobody waits, neither while it is left alone nor while one call probes it.
 *
 * <p>A call belongs to the phase in which it entered; a new phase begins when the circuit opens.
 * Of a call of an earlier phase only what it says of the future counts: a wait that the upstream
 * names always holds; that it failed as others had before counts with them.
 */
final class CircuitBreaker {
  private final int maxWindow;
  private final Ticker ticker;
  private final ChangeNotifier changes;
  private final CircuitBreakerLog log;

  @GuardedBy("this")
  private final ExponentialBackoff backoff;

  @GuardedBy("this")
  private final TripPolicy tripPolicy = new TripPolicy();

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
  private final Cooldown cooldown;

  /** Null while it is shut, and where it is plainly open. */
  @GuardedBy("this")
  private @Nullable SlowStart slowStart;

  /**
   * @param maxWindow the window of a slow start beyond which the circuit is closed without a window
   */
  CircuitBreaker(
      int maxWindow,
      RandomGenerator random,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      ChangeNotifier changes,
      CircuitBreakerLog log) {
    this.maxWindow = maxWindow;
    this.backoff = new ExponentialBackoff(random);
    this.ticker = ticker;
    this.changes = changes;
    this.log = log;
    this.cooldown = new Cooldown(scheduler, ticker, this::timeIsOver);
  }

  synchronized PermitResult enter() {
    reopenWhenDue();
    if (shut) {
      return broken
          ? new PermitResult.Closed(code, cooldown.remaining())
          : new PermitResult.CoolingDown(code, cooldown.remaining());
    }
    if (slowStart == null || slowStart.enter(ticker.read())) {
      return new PermitResult.Entered(new Permit(phase));
    }
    return broken
        ? new PermitResult.Closed(code, null)
        : new PermitResult.Full(code, slowStart.silentFor(ticker.read()));
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
    return shut ? cooldown.remaining() : null;
  }

  /** Stops the timer of its reopening. */
  synchronized void close() {
    cooldown.close();
  }

  /**
   * One call's permit. It says once at most that the upstream took it or that it went
   * away; it may fail after it was taken.
   */
  final class Permit {
    private final long enteredIn;
    private final AtomicBoolean reported = new AtomicBoolean();

    private Permit(long enteredIn) {
      this.enteredIn = enteredIn;
    }

    /** Null where the call may start; else its failure, since the circuit opened meanwhile. */
    CompletionOutcome.@Nullable Failed tooLate() {
      return failureSince(enteredIn);
    }

    /** The upstream took the call. */
    void confirmed() {
      if (reported.compareAndSet(false, true) && confirm(enteredIn)) {
        log.answersAgain();
        changes.fire();
      }
    }

    /** The call went away, and says nothing of the upstream. */
    void left() {
      if (reported.compareAndSet(false, true) && leave(enteredIn)) {
        changes.fire();
      }
    }

    /** The upstream failed. */
    void failed(CompletionOutcome.Failed failure) {
      if (fail(enteredIn, failure)) {
        fellShut(failure.code());
      }
    }

    /** The upstream failed in a way that lasts: it counts as broken at once, for this long. */
    void failedFor(FailureCode why, Duration time) {
      fail(why, time);
      fellShut(why);
    }
  }

  private void fellShut(FailureCode why) {
    Duration time = leftAloneFor();
    if (time != null) {
      log.leftAlone(why, time);
    }
    changes.fire();
  }

  /** How long it is still left alone as broken, or null where it is not. */
  private synchronized @Nullable Duration leftAloneFor() {
    return shut && broken ? cooldown.remaining() : null;
  }

  private synchronized CompletionOutcome.@Nullable Failed failureSince(long enteredIn) {
    return enteredIn == phase
        ? null
        : new CompletionOutcome.Failed(code, reopensIn(), FailureAction.WAIT_AND_RETRY);
  }

  private synchronized boolean confirm(long enteredIn) {
    reopenWhenDue();
    tripPolicy.confirmed();
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

  private synchronized void fail(FailureCode why, Duration time) {
    reopenWhenDue();
    broken = true;
    shutFor(why, time);
  }

  private synchronized boolean fail(long enteredIn, CompletionOutcome.Failed failure) {
    reopenWhenDue();
    Duration hint = failure.retryAfter();
    if (hint != null && hint.toNanos() > 0) {
      broken &= shut;
      shutFor(failure.code(), hint);
      return true;
    }
    boolean ofThisPhase = enteredIn == phase;
    boolean busy = failure.code() == FailureCode.UPSTREAM_BUSY;
    boolean oneTooMany = (ofThisPhase || !busy) && tripPolicy.failed();
    boolean failedProbe = ofThisPhase && slowStart != null && broken;
    if (oneTooMany || failedProbe) {
      return breakUnlessBroken(failure.code());
    }
    boolean restless =
        busy || failure.action() == FailureAction.WAIT_AND_RETRY || slowStart != null;
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
    shutFor(why, tripPolicy.next());
    return true;
  }

  /** Shuts it, or keeps it shut for longer; never for less long. */
  @GuardedBy("this")
  private void shutFor(FailureCode why, Duration time) {
    if (shut) {
      cooldown.prolong(time);
    } else {
      shut = true;
      slowStart = null;
      phase++;
      cooldown.start(time);
    }
    code = why;
  }

  private void timeIsOver() {
    if (reopensIn() == null) {
      changes.fire();
    }
  }

  @GuardedBy("this")
  private void reopenWhenDue() {
    if (shut && cooldown.isOver()) {
      shut = false;
      slowStart = new SlowStart(maxWindow, ticker.read());
    }
  }
}
