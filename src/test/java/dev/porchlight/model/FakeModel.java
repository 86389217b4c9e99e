package dev.porchlight.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A model whose calls the test answers by hand. */
final class FakeModel implements Model {
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  @Override
  public String description() {
    return "a fake model";
  }

  @Override
  public ModelCall write(Prompt prompt, ModelListener listener) {
    Call call = new Call(listener);
    calls.add(call);
    return call;
  }

  /** How many calls were started. */
  int started() {
    return calls.size();
  }

  List<Call> calls() {
    return calls;
  }

  Call last() {
    return calls.get(calls.size() - 1);
  }

  /** One call, to be answered step by step. */
  static final class Call implements ModelCall {
    private final ModelListener listener;

    private Call(ModelListener listener) {
      this.listener = listener;
    }

    void thinks(String thought) {
      listener.progressed(thought);
    }

    /** Writes the first delta. */
    void begins() {
      listener.begin(new Begin(Begin.By.MODEL, null, List.of()));
      says("Yes,");
    }

    void says(String text) {
      listener.delta(text);
    }

    void finishes(@Nullable Usage usage) {
      listener.end(new ModelEnding.Finished("stop", usage));
    }

    void fails(FailureCode code) {
      listener.end(new ModelEnding.Failed(code, null));
    }

    void fails(FailureCode code, Remedy remedy) {
      listener.end(new ModelEnding.Failed(code, null, remedy));
    }

    void failsUnsent(FailureCode code) {
      listener.end(ModelEnding.Failed.unsent(code, Remedy.ELSEWHERE));
    }

    void asksForPeace(Duration wait) {
      listener.end(new ModelEnding.Failed(FailureCode.UPSTREAM_BUSY, wait));
    }

    @Override
    public void abort() {
      listener.end(new ModelEnding.Aborted());
    }
  }
}
