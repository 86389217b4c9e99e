package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.ModelCall;
import org.jspecify.annotations.Nullable;

/**
 * One writer's turn at an answer: appends what it writes. Aborted by any thread, also before its
 * call is known.
 */
final class AnswerWriter implements CompletionListener {

  private final AnswerLog answer;
  private final Runnable failedBeforeBegin;
  private final Runnable callEnded;
  private final UnansweredMarkFilter mark = new UnansweredMarkFilter();
  private volatile @Nullable ModelCall call;
  private volatile boolean ended;
  private volatile boolean aborted;

  /**
   * @param failedBeforeBegin what to do where it fails before the answer has begun
   * @param callEnded what to do when its call has ended in any way: before the answer closes, so
   *     that whoever reads the ending finds the call's place free
   */
  AnswerWriter(AnswerLog answer, Runnable failedBeforeBegin, Runnable callEnded) {
    this.answer = answer;
    this.failedBeforeBegin = failedBeforeBegin;
    this.callEnded = callEnded;
  }

  /** Writes an answer that no upstream is called for. */
  static AnswerWriter withoutCall(AnswerLog answer) {
    return new AnswerWriter(answer, () -> {}, () -> {});
  }

  void started(ModelCall running) {
    call = running;
    if (aborted) {
      abort();
    }
  }

  void abort() {
    aborted = true;
    ModelCall running = call;
    if (running != null && !ended) {
      running.abort();
    }
  }

  @Override
  public void begin(AnswerStart begin) {
    answer.begin(begin);
  }

  @Override
  public void delta(String text) {
    append(mark.pass(text));
  }

  @Override
  public void end(CompletionOutcome ending) {
    ended = true;
    append(mark.rest());
    FaultIsolation.run("What a call's end calls for", callEnded);
    if (ending instanceof CompletionOutcome.Failed && !answer.isBegun()) {
      failedBeforeBegin.run();
    } else {
      answer.close(endingOf(ending, !mark.isMarked()));
    }
  }

  private void append(String text) {
    if (!text.isEmpty()) {
      answer.chunk(text);
    }
  }

  private static Ending endingOf(CompletionOutcome ending, boolean isUnmarked) {
    if (ending instanceof CompletionOutcome.Finished finished) {
      return new Ending.Finished(
          finished.finishReason(), finished.reusable(), finished.answered() && isUnmarked);
    }
    if (ending instanceof CompletionOutcome.CutOff cutOff) {
      return new Ending.CutOff(cutOff.reason());
    }
    if (ending instanceof CompletionOutcome.Failed failed) {
      return new Ending.Failed(failed.code(), failed.retryAfter());
    }
    return new Ending.Stopped(false);
  }
}
