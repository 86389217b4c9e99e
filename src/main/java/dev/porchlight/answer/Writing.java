package dev.porchlight.answer;

import dev.porchlight.model.Begin;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelListener;
import org.jspecify.annotations.Nullable;

/**
 * One writer's turn at an answer: appends what it writes. Aborted by any thread, also before its
 * call is known.
 */
final class Writing implements ModelListener {

  private final Answer answer;
  private final Runnable failedUnheard;
  private volatile @Nullable ModelCall call;
  private volatile boolean ended;
  private volatile boolean aborted;

  /**
   * @param failedUnheard what to do where it fails before the answer has begun
   */
  Writing(Answer answer, Runnable failedUnheard) {
    this.answer = answer;
    this.failedUnheard = failedUnheard;
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
  public void begin(Begin begin) {
    answer.begin(begin);
  }

  @Override
  public void delta(String text) {
    answer.chunk(text);
  }

  @Override
  public void end(ModelEnding ending) {
    ended = true;
    if (ending instanceof ModelEnding.Failed && !answer.isBegun()) {
      failedUnheard.run();
    } else {
      answer.close(endingOf(ending));
    }
  }

  private static Ending endingOf(ModelEnding ending) {
    if (ending instanceof ModelEnding.Finished finished) {
      return new Ending.Finished(finished.finishReason());
    }
    if (ending instanceof ModelEnding.CutOff cutOff) {
      return new Ending.CutOff(cutOff.reason());
    }
    if (ending instanceof ModelEnding.Failed failed) {
      return new Ending.Failed(failed.code(), failed.retryAfter());
    }
    return new Ending.Stopped(false);
  }
}
