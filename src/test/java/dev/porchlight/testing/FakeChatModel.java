package dev.porchlight.testing;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A model whose calls the test answers by hand. */
public final class FakeChatModel implements ChatModel {
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  @Override
  public String description() {
    return "a fake model";
  }

  @Override
  public ModelCall write(Prompt prompt, CompletionListener listener) {
    Call call = new Call(listener);
    calls.add(call);
    return call;
  }

  /** How many calls were started. */
  public int started() {
    return calls.size();
  }

  public List<Call> calls() {
    return calls;
  }

  public Call last() {
    return calls.get(calls.size() - 1);
  }

  /** One call, to be answered step by step. */
  public static final class Call implements ModelCall {
    private final CompletionListener listener;

    private Call(CompletionListener listener) {
      this.listener = listener;
    }

    public void thinks(String thought) {
      listener.progressed(thought);
    }

    /** Writes the first delta. */
    public void begins() {
      listener.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
      says("Yes,");
    }

    public void says(String text) {
      listener.delta(text);
    }

    public void finishes(@Nullable TokenUsage usage) {
      listener.end(new CompletionOutcome.Finished("stop", usage));
    }

    public void fails(FailureCode code) {
      listener.end(new CompletionOutcome.Failed(code, null));
    }

    public void fails(FailureCode code, FailureAction action) {
      listener.end(new CompletionOutcome.Failed(code, null, action));
    }

    public void failsUnsent(FailureCode code) {
      listener.end(CompletionOutcome.Failed.unsent(code, FailureAction.ELSEWHERE));
    }

    public void asksForCooldown(Duration wait) {
      listener.end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, wait));
    }

    @Override
    public void abort() {
      listener.end(new CompletionOutcome.Aborted());
    }
  }
}
