package dev.porchlight.answer.log;

import java.util.concurrent.CompletionStage;

/**
 * Asks whether another machine holds an answer, and tells it whether this one does. Called by any
 * thread.
 */
public interface HoldersElsewhere {

  /** A stream here holds the answer, which none did. Called under the log's lock: only signals. */
  void held();

  /**
   * No stream here holds the answer any more. Where no other machine does, the log is closed before
   * this completes, or will be closed by the machine that writes it.
   *
   * @return whether it goes on for others, so that a stream that was stopped ends by itself
   */
  CompletionStage<Boolean> unheld(Ending.Stopped ifLast);
}
