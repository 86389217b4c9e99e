package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogCopy;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of an answer whose machine is gone: it is cut off where it stands, and where nothing
 * had been said of it, it failed. Safe for use by any thread.
 */
final class Orphans {

  private final RedisLogs logs;

  Orphans(RedisLogs logs) {
    this.logs = logs;
  }

  /**
   * Ends an answer, unless another machine was faster.
   *
   * @param reading the last look at it
   * @return whether this ended it
   */
  CompletionStage<Boolean> end(String answer, LogReading reading) {
    Ending ending =
        reading.last() == 0
            ? new Ending.Failed(FailureCode.SHUTTING_DOWN, null)
            : new Ending.CutOff(Reason.UPSTREAM_ENDED);
    byte[] entry = LogCopy.lastEntry(ending, reading.last() + 1, reading.cited());
    return logs.end(answer, reading.home(), reading.last(), ending, entry);
  }
}
