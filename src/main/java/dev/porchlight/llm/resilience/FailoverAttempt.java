package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.TokenEstimator;
import dev.porchlight.llm.resilience.Decision.GiveUp;
import dev.porchlight.llm.resilience.Decision.Wait;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer's way through the upstreams, until its first delta. Not for two threads at once, and
 * {@link #choose} not while a call runs.
 *
 * <p>The upstreams are asked in their order. A short wait is waited out; for a long one, a later
 * upstream is taken that can answer at once. How long an answer waits in all counts from its first
 * call: before that it is in the admission queue, and only a wait that is known to be too long ends
 * it.
 */
public final class FailoverAttempt {
  private static final Duration SHORT_WAIT = Duration.ofSeconds(3);

  /** How soon to ask again where it is not known when something changes. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final String question;

  /** Null once the answer has begun: nothing is asked again after that, and a prompt is large. */
  private volatile @Nullable Prompt prompt;

  private final long promptEstimate;
  private final Consumer<TokenUsage> spent;
  private final List<TargetAttempts> upstreams;
  private final Duration patience;
  private final Ticker ticker;
  private boolean called;
  private long firstCallNanos;
  private @Nullable FailureCode refusal;

  /**
   * @param promptEstimate the prompt's tokens, as {@link TokenEstimator} has them
   */
  FailoverAttempt(
      Prompt prompt,
      long promptEstimate,
      Consumer<TokenUsage> spent,
      List<UpstreamTarget> upstreams,
      Duration patience,
      Ticker ticker) {
    this.prompt = prompt;
    this.question = prompt.question();
    this.promptEstimate = promptEstimate;
    this.spent = spent;
    this.upstreams =
        upstreams.stream()
            .map(upstream -> new TargetAttempts(upstream, upstream.mostUsage(promptEstimate)))
            .toList();
    this.patience = patience;
    this.ticker = ticker;
  }

  /** What to do next: quick, and calls nobody back. */
  public CompletionStage<Decision> choose() {
    if (refusal != null) {
      return CompletableFuture.completedFuture(new GiveUp(refusal, null, false));
    }
    Duration left = patienceLeft();
    return choose(upstreams.iterator(), left, new Outlook(left, patience));
  }

  private CompletionStage<Decision> choose(
      Iterator<TargetAttempts> further, Duration left, Outlook outlook) {
    if (!further.hasNext() || outlook.isShort()) {
      return CompletableFuture.completedFuture(outlook.choice());
    }
    TargetAttempts upstream = further.next();
    return upstream
        .admit(left)
        .thenCompose(
            admission -> {
              if (admission instanceof PermitResult.Entered entered) {
                return CompletableFuture.completedFuture(
                    new PermittedCall(this, upstream, entered.permit(), outlook.because()));
              }
              outlook.add(admission);
              return choose(further, left, outlook);
            });
  }

  Prompt prompt() {
    return Objects.requireNonNull(prompt, "the answer has begun");
  }

  /** The visitor's message. */
  String question() {
    return question;
  }

  /** The prompt's tokens, as {@link TokenEstimator} has them. */
  long promptEstimate() {
    return promptEstimate;
  }

  /** A call has cost so many tokens. */
  void spent(TokenUsage usage) {
    spent.accept(usage);
  }

  void started() {
    if (!called) {
      called = true;
      firstCallNanos = ticker.read();
    }
  }

  /** Something was said: this is the answer. */
  void begun() {
    prompt = null;
  }

  void failed(CompletionOutcome.Failed failure) {
    if (failure.action() == FailureAction.NONE) {
      refusal = failure.code();
    }
  }

  private Duration patienceLeft() {
    if (!called) {
      return patience;
    }
    Duration left = patience.minusNanos(ticker.read() - firstCallNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** What one answer has tried at one upstream. */
  static final class TargetAttempts {
    private static final int MOST = 4;

    private final UpstreamTarget target;
    private final TokenUsage most;
    private int count;
    private boolean over;
    private @Nullable FailureCode lastFailure;

    private TargetAttempts(UpstreamTarget target, TokenUsage most) {
      this.target = target;
      this.most = most;
    }

    UpstreamTarget target() {
      return target;
    }

    /** The most that each try may cost, which it reserves. */
    TokenUsage most() {
      return most;
    }

    /**
     * Asks for one more try.
     *
     * @param patience how long the answer may still wait
     */
    CompletionStage<PermitResult> admit(Duration patience) {
      if (lastFailure != null && (over || count == MOST || patience.isZero())) {
        return CompletableFuture.completedFuture(
            new PermitResult.Closed(lastFailure, target.breaker().remaining()));
      }
      return target.admit(most);
    }

    void started() {
      target.metrics().started(count > 0);
      count++;
    }

    void failed(CompletionOutcome.Failed failure) {
      lastFailure = failure.code();
      over = failure.action() != FailureAction.WAIT_AND_RETRY;
    }
  }

  /** What the upstreams that take no call now leave an answer to do. */
  private static final class Outlook {
    private final Duration left;
    private final Duration patience;
    private @Nullable FailureCode because;
    private @Nullable Duration wait;
    private @Nullable Duration retryAfter;
    private boolean isShort;

    Outlook(Duration left, Duration patience) {
      this.left = left;
      this.patience = patience;
    }

    /** What keeps the first upstream from answering; null where nothing does. */
    @Nullable FailureCode because() {
      return because;
    }

    /** Whether there is no need to look further. */
    boolean isShort() {
      return isShort;
    }

    void add(PermitResult admission) {
      if (admission instanceof PermitResult.CoolingDown coolingDown) {
        add(coolingDown);
      } else if (admission instanceof PermitResult.Full full) {
        add(full);
      } else if (admission instanceof PermitResult.Closed closed) {
        note(closed.code());
        noteEnd(closed.remaining());
      }
    }

    private void add(PermitResult.CoolingDown coolingDown) {
      note(coolingDown.code());
      if (coolingDown.remaining().compareTo(left) <= 0) {
        waitFor(coolingDown.remaining(), coolingDown.remaining());
      } else {
        noteEnd(coolingDown.remaining());
      }
    }

    private void add(PermitResult.Full full) {
      note(full.code());
      if (!left.isZero() && full.silentFor().compareTo(patience) <= 0) {
        waitFor(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN, full.silentFor());
      }
    }

    /**
     * @param length of the whole wait, so far as it is known
     */
    private void waitFor(Duration nextLook, Duration length) {
      wait = wait == null || nextLook.compareTo(wait) < 0 ? nextLook : wait;
      isShort = length.compareTo(SHORT_WAIT) <= 0;
    }

    private void noteEnd(@Nullable Duration end) {
      if (end != null && (retryAfter == null || end.compareTo(retryAfter) < 0)) {
        retryAfter = end;
      }
    }

    private void note(FailureCode code) {
      because = because == null ? code : because;
    }

    Decision choice() {
      if (wait != null) {
        return new Wait(wait);
      }
      FailureCode code = because == null ? FailureCode.UPSTREAM_UNAVAILABLE : because;
      return new GiveUp(code, retryAfter, true);
    }
  }
}
