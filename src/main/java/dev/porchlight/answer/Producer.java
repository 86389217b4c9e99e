package dev.porchlight.answer;

import dev.porchlight.model.Begin;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.Model;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelEnding.CutOff.Reason;
import dev.porchlight.model.ModelListener;
import dev.porchlight.model.Prompt;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends to one answer what the model writes. A closed answer aborts the model's call, whatever
 * closed it.
 */
final class Producer implements ModelListener {

  private final Answer answer;
  private volatile boolean modelEnded;

  private Producer(Answer answer) {
    this.answer = answer;
  }

  /**
   * Asks the model.
   *
   * @param limit how long the model may write, from now on, or null for any time
   */
  static void start(
      Answer answer,
      Model model,
      Prompt prompt,
      @Nullable Duration limit,
      ScheduledExecutorService scheduler) {
    Producer producer = new Producer(answer);
    if (limit != null) {
      Future<?> deadline =
          scheduler.schedule(producer::tooLong, limit.toNanos(), TimeUnit.NANOSECONDS);
      answer.closed().thenRun(() -> deadline.cancel(false));
    }
    ModelCall call = model.write(prompt, producer);
    answer.closed().thenRun(() -> producer.abortUnlessEnded(call));
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
    modelEnded = true;
    answer.close(endingOf(ending));
  }

  private void abortUnlessEnded(ModelCall call) {
    if (!modelEnded) {
      call.abort();
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

  private void tooLong() {
    answer.close(
        answer.isBegun()
            ? new Ending.CutOff(Reason.ANSWER_LIMIT)
            : new Ending.Failed(FailureCode.UPSTREAM_TIMEOUT, null));
  }
}
