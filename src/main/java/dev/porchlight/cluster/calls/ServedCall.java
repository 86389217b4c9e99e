package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.calls.CallText.Outcome;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A call that this worker makes for a web machine. Safe for use by any thread. */
final class ServedCall implements CompletionListener {

  final String machine;
  private final String id;
  private final CallRelay relay;
  private final Runnable whenEnded;
  private final AtomicLong lastNumber = new AtomicLong();
  private @Nullable ModelCall call;
  private boolean isAborted;

  ServedCall(String id, String machine, CallRelay relay, Runnable whenEnded) {
    this.id = id;
    this.machine = machine;
    this.relay = relay;
    this.whenEnded = whenEnded;
  }

  void start(ChatModel model, Prompt prompt) {
    ModelCall started = model.write(prompt, this);
    boolean abortsNow;
    synchronized (this) {
      call = started;
      abortsNow = isAborted;
    }
    if (abortsNow) {
      started.abort();
    }
  }

  void abort() {
    ModelCall running;
    synchronized (this) {
      isAborted = true;
      running = call;
    }
    if (running != null) {
      running.abort();
    }
  }

  @Override
  public void progressed(String reasoning) {
    send(reasoning, null, null, null);
  }

  @Override
  public void begin(AnswerStart begin) {
    send(null, begin, null, null);
  }

  @Override
  public void delta(String text) {
    send(null, null, text, null);
  }

  @Override
  public void end(CompletionOutcome ending) {
    send(null, null, null, CallText.of(ending));
    whenEnded.run();
  }

  private void send(
      @Nullable String reasoning,
      @Nullable AnswerStart begin,
      @Nullable String delta,
      @Nullable Outcome end) {
    relay.add(new Event(id, lastNumber.incrementAndGet(), reasoning, begin, delta, end));
  }
}
