package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one process. Safe for use by any thread; its monitor is held for a moment
 * only, and over no callback.
 *
 * <p>The circuit is closed, and calls go; or open, because the upstream asked callers to wait (a
 * cooldown) or because it fails (it has tripped); or, when that time is over, half open: calls go
 * in a slow start. Whether it has tripped only matters to those who would wait: for a tripped
 * circuit nobody waits, neither while it is open nor while one call probes it.
 *
 * <p>A call belongs to the phase in which it entered; a new phase begins when the circuit opens. Of
 * a call of an earlier phase only what it says of the future counts: a wait that the upstream names
 * always holds; that it failed as others had before counts with them.
 */
final class InMemoryCircuitBreaker implements CircuitBreakerSharing.Local {
  private final int maxWindow;
  private final Ticker ticker;
  private final ChangeNotifier changes;
  private final CircuitBreakerLog log;
  private final CircuitBreakerSharing.Listener listener;

  @GuardedBy("this")
  private final ExponentialBackoff backoff;

  @GuardedBy("this")
  private final TripPolicy tripPolicy = new TripPolicy();

  /** Why it is open, or was the last time. */
  @GuardedBy("this")
  private FailureCode code = FailureCode.UPSTREAM_BUSY;

  @GuardedBy("this")
  private long phase;

  @GuardedBy("this")
  private boolean open;

  @GuardedBy("this")
  private boolean tripped;

  /** Only meant while it is open. */
  @GuardedBy("this")
  private final Cooldown cooldown;

  /** Null while it is open, and where it is closed. */
  @GuardedBy("this")
  private @Nullable SlowStart slowStart;

  /**
   * @param maxWindow the window of a slow start beyond which the circuit is closed without a window
   * @param random spreads the waits that the upstream does not name
   * @param listener hears of what other machines are to know
   */
  InMemoryCircuitBreaker(
      int maxWindow,
      RandomGenerator random,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      ChangeNotifier changes,
      CircuitBreakerLog log,
      CircuitBreakerSharing.Listener listener) {
    this.maxWindow = maxWindow;
    this.backoff = new ExponentialBackoff(random);
    this.ticker = ticker;
    this.changes = changes;
    this.log = log;
    this.listener = listener;
    this.cooldown = new Cooldown(scheduler, ticker, this::cooldownEnded);
  }

  @Override
  public CompletionStage<PermitResult> enter() {
    return CompletableFuture.completedFuture(tryEnter());
  }

  private synchronized PermitResult tryEnter() {
    endCooldownWhenDue();
    if (open) {
      return tripped
          ? new PermitResult.Closed(code, cooldown.remaining())
          : new PermitResult.CoolingDown(code, cooldown.remaining());
    }
    if (slowStart == null || slowStart.enter(ticker.read())) {
      return new PermitResult.Entered(new PhasePermit(phase));
    }
    return tripped
        ? new PermitResult.Closed(code, null)
        : new PermitResult.Full(code, slowStart.silentFor(ticker.read()));
  }

  @Override
  public synchronized State state() {
    endCooldownWhenDue();
    if (open) {
      return tripped ? State.OPEN : State.COOLING_DOWN;
    }
    if (slowStart == null) {
      return State.CLOSED;
    }
    return tripped ? State.HALF_OPEN : State.SLOW_START;
  }

  @Override
  public synchronized @Nullable Duration remaining() {
    endCooldownWhenDue();
    return open ? cooldown.remaining() : null;
  }

  @Override
  public synchronized void close() {
    cooldown.close();
  }

  private final class PhasePermit implements Permit {
    private final long enteredIn;
    private final AtomicBoolean reported = new AtomicBoolean();

    private PhasePermit(long enteredIn) {
      this.enteredIn = enteredIn;
    }

    @Override
    public CompletionOutcome.@Nullable Failed failureSinceEntered() {
      return failureSince(enteredIn);
    }

    @Override
    public void confirmed() {
      if (reported.compareAndSet(false, true) && confirm(enteredIn)) {
        log.closed();
        changes.fire();
        listener.confirmed();
      }
    }

    @Override
    public void released() {
      if (reported.compareAndSet(false, true) && release(enteredIn)) {
        changes.fire();
      }
    }

    @Override
    public void failed(CompletionOutcome.Failed failure) {
      if (fail(enteredIn, failure)) {
        opened(failure.code());
      }
    }

    @Override
    public void failedFor(FailureCode why, Duration time) {
      fail(why, time);
      opened(why);
    }
  }

  private void opened(FailureCode why) {
    CircuitOpening opening = opening(why);
    if (opening != null) {
      logTripped(opening);
      listener.opened(opening);
    }
    changes.fire();
  }

  private void logTripped(CircuitOpening opening) {
    if (opening.tripped()) {
      log.opened(opening.code(), opening.remaining());
    }
  }

  private synchronized @Nullable CircuitOpening opening(FailureCode why) {
    return open ? new CircuitOpening(why, tripped, cooldown.remaining()) : null;
  }

  @Override
  public void openedElsewhere(CircuitOpening opening) {
    if (openLike(opening)) {
      logTripped(opening);
      changes.fire();
    }
  }

  /** Whether it is open for longer than it was to be. */
  private synchronized boolean openLike(CircuitOpening opening) {
    endCooldownWhenDue();
    boolean isOldNews =
        open
            && tripped == opening.tripped()
            && cooldown.remaining().compareTo(opening.remaining()) >= 0;
    if (isOldNews || opening.remaining().isZero() || opening.remaining().isNegative()) {
      return false;
    }
    tripped = opening.tripped() || (tripped && open);
    openFor(opening.code(), opening.remaining());
    return true;
  }

  @Override
  public void confirmedElsewhere() {
    if (confirmByOther()) {
      log.closed();
      changes.fire();
    }
  }

  private synchronized boolean confirmByOther() {
    endCooldownWhenDue();
    tripPolicy.confirmed();
    if (open || slowStart == null) {
      return false;
    }
    backoff.reset();
    tripped = false;
    return true;
  }

  @Override
  public synchronized FailureCode code() {
    return code;
  }

  private synchronized CompletionOutcome.@Nullable Failed failureSince(long enteredIn) {
    return enteredIn == phase
        ? null
        : new CompletionOutcome.Failed(code, remaining(), FailureAction.WAIT_AND_RETRY);
  }

  private synchronized boolean confirm(long enteredIn) {
    endCooldownWhenDue();
    tripPolicy.confirmed();
    if (enteredIn != phase) {
      return false;
    }
    backoff.reset();
    if (slowStart == null) {
      return false;
    }
    tripped = false;
    slowStart.confirmed(ticker.read());
    slowStart = slowStart.isOver() ? null : slowStart;
    return true;
  }

  private synchronized boolean release(long enteredIn) {
    endCooldownWhenDue();
    if (enteredIn != phase || slowStart == null) {
      return false;
    }
    slowStart.released();
    return true;
  }

  private synchronized void fail(FailureCode why, Duration time) {
    endCooldownWhenDue();
    tripped = true;
    openFor(why, time);
  }

  private synchronized boolean fail(long enteredIn, CompletionOutcome.Failed failure) {
    endCooldownWhenDue();
    Duration hint = failure.retryAfter();
    if (hint != null && hint.toNanos() > 0) {
      tripped &= open;
      openFor(failure.code(), hint);
      return true;
    }
    boolean ofThisPhase = enteredIn == phase;
    boolean busy = failure.code() == FailureCode.UPSTREAM_BUSY;
    boolean oneTooMany = (ofThisPhase || !busy) && tripPolicy.failed();
    boolean failedProbe = ofThisPhase && slowStart != null && tripped;
    if (oneTooMany || failedProbe) {
      return tripUnlessTripped(failure.code());
    }
    boolean isOverloaded =
        busy || failure.action() == FailureAction.WAIT_AND_RETRY || slowStart != null;
    if (ofThisPhase && isOverloaded) {
      openFor(failure.code(), backoff.next());
    }
    return ofThisPhase && isOverloaded;
  }

  @GuardedBy("this")
  private boolean tripUnlessTripped(FailureCode why) {
    if (open && tripped) {
      return false;
    }
    tripped = true;
    openFor(why, tripPolicy.next());
    return true;
  }

  /** Opens the circuit, or keeps it open for longer; never for less long. */
  @GuardedBy("this")
  private void openFor(FailureCode why, Duration time) {
    if (open) {
      cooldown.prolong(time);
    } else {
      open = true;
      slowStart = null;
      phase++;
      cooldown.start(time);
    }
    code = why;
  }

  private void cooldownEnded() {
    if (remaining() == null) {
      changes.fire();
    }
  }

  @GuardedBy("this")
  private void endCooldownWhenDue() {
    if (open && cooldown.isOver()) {
      open = false;
      slowStart = new SlowStart(maxWindow, ticker.read());
    }
  }
}
