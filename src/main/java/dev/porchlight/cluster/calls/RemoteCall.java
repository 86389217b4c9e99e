package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.calls.CallText.Outcome;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call that a worker makes for this machine. Safe for use by any thread; what happens to it is
 * one step after another.
 *
 * <p>Where its worker is gone before it said anything, another worker makes it; where it is gone
 * after that, the answer is cut off.
 */
final class RemoteCall implements ModelCall {

  private static final int MOST_TIMES_HANDED = 3;

  private final RemoteCalls calls;
  private final Prompt prompt;
  private final CompletionListener listener;
  final String upstream;
  private final Set<String> tried = new HashSet<>();
  private int timesHanded;
  private String id = "";
  private @Nullable String worker;
  private long lastNumber;
  private int missed;
  private boolean isTold;
  private boolean isSilent;
  private boolean isBegun;
  private boolean isAborted;
  private boolean isEnded;

  RemoteCall(RemoteCalls calls, String upstream, Prompt prompt, CompletionListener listener) {
    this.calls = calls;
    this.upstream = upstream;
    this.prompt = prompt;
    this.listener = listener;
  }

  @Override
  public void abort() {
    calls.step(
        () -> {
          isAborted = true;
          if (worker != null && isTold && !isEnded) {
            calls.abort(worker, id);
          }
        });
  }

  /** Hands it to a worker. */
  void hand() {
    String next = timesHanded < MOST_TIMES_HANDED ? calls.nextWorker(tried) : null;
    if (isAborted) {
      end(new CompletionOutcome.Aborted());
    } else if (next == null) {
      end(unavailable());
    } else {
      timesHanded++;
      tried.add(next);
      worker = next;
      id = calls.newId(this);
      lastNumber = 0;
      missed = 0;
      isTold = false;
      isSilent = false;
      calls.hand(this, id, next, prompt);
    }
  }

  /** What an earlier worker has sent to the model may be billed. */
  private CompletionOutcome unavailable() {
    return timesHanded <= 1
        ? CompletionOutcome.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, FailureAction.ELSEWHERE)
        : new CompletionOutcome.Failed(
            FailureCode.UPSTREAM_UNAVAILABLE, null, FailureAction.ELSEWHERE);
  }

  /** The worker has been told of it, or perhaps could not be. */
  void handed(String to, String as, boolean wasTold) {
    if (isEnded || !as.equals(id)) {
      calls.abort(to, as);
    } else if (wasTold || lastNumber > 0) {
      isTold = true;
      if (isAborted) {
        calls.abort(to, id);
      }
    } else {
      calls.forget(id);
      end(isAborted ? new CompletionOutcome.Aborted() : unavailable());
    }
  }

  /** Each event once, in order; where one is missing, what follows can't be shown. */
  void take(Event event) {
    if (isEnded || !event.call().equals(id)) {
      return;
    }
    if (event.isOfUnknownCall() || event.follows() > lastNumber) {
      tried.remove(worker);
      lose();
    } else if (event.number() > lastNumber) {
      lastNumber = event.number();
      missed = 0;
      isSilent = false;
      tell(event);
    }
  }

  private void tell(Event event) {
    String reasoning = event.reasoning();
    AnswerStart begin = event.begin();
    String delta = event.delta();
    Outcome outcome = event.end();
    if (reasoning != null) {
      listener.progressed(reasoning);
    } else if (begin != null) {
      isBegun = true;
      listener.begin(begin);
    } else if (delta != null) {
      listener.delta(delta);
    } else if (outcome != null) {
      ended(CallText.outcome(outcome));
    }
  }

  private void ended(CompletionOutcome outcome) {
    calls.forget(id);
    if (outcome instanceof CompletionOutcome.Aborted && !isAborted) {
      lose();
    } else {
      end(outcome);
    }
  }

  /**
   * A second has passed. Of what came of the call the last may have been lost, and so may what it
   * was told: where nothing came, its worker is asked how far it is.
   *
   * @param alive the machines that were there in it
   */
  void beat(Set<String> alive) {
    String by = worker;
    if (isEnded || by == null || !isTold) {
      return;
    }
    missed = alive.contains(by) ? 0 : missed + 1;
    if (missed >= CallMessages.MOST_MISSED) {
      lose();
    } else if (isAborted) {
      calls.abort(by, id);
    } else if (isSilent) {
      calls.ask(by, id);
    }
    isSilent = true;
  }

  /** Its worker will write no more of it, or can't be heard any more. */
  void lose() {
    String by = worker;
    if (isEnded || by == null) {
      return;
    }
    calls.forget(id);
    calls.abort(by, id);
    worker = null;
    if (isAborted) {
      end(new CompletionOutcome.Aborted());
    } else if (isBegun) {
      end(new CompletionOutcome.CutOff(Reason.UPSTREAM_ENDED, null));
    } else {
      hand();
    }
  }

  private void end(CompletionOutcome outcome) {
    if (!isEnded) {
      isEnded = true;
      listener.end(outcome);
    }
  }
}
