package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.calls.CallText.Outcome;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that this worker makes for a web machine. Safe for use by any thread. */
final class ServedCall implements CompletionListener {

  private static final Logger log = LoggerFactory.getLogger(ServedCall.class);

  final String machine;
  private final String id;
  private final CallRelay relay;
  private final Runnable whenEnded;
  private long lastNumber;
  private @Nullable ModelCall call;
  private boolean isAborted;
  private boolean isCutOff;

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
    send(null, null, null, CallText.of(isCutOff() ? new CompletionOutcome.Aborted() : ending));
    whenEnded.run();
  }

  /** It never began, and is not known here any more. */
  void forget() {
    relay.put(Event.unknown(id));
    whenEnded.run();
    relay.sendSoon();
  }

  /** Says how far it is. */
  void report() {
    synchronized (this) {
      relay.put(Event.soFar(id, lastNumber));
    }
    relay.sendSoon();
  }

  private synchronized boolean isCutOff() {
    return isCutOff;
  }

  /** What there is no room for ends the call: behind a gap nothing can be shown. */
  private void send(
      @Nullable String reasoning,
      @Nullable AnswerStart begin,
      @Nullable String delta,
      @Nullable Outcome end) {
    boolean isTooMuch;
    synchronized (this) {
      Event event = new Event(id, lastNumber + 1, reasoning, begin, delta, end);
      boolean isPut = (!isCutOff || end != null) && relay.put(event);
      lastNumber += isPut ? 1 : 0;
      isTooMuch = !isPut && !isCutOff;
      isCutOff |= isTooMuch;
    }
    relay.sendSoon();
    if (isTooMuch) {
      log.warn(
          "A call is given up: more than {} MB wait to be sent, since Redis is slow or lost",
          UnsentBytes.MOST >> 20);
      abort();
    }
  }
}
