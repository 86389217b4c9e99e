package dev.porchlight.answer.queue;

import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.llm.resilience.Decision;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One answer's ticket in the admission queue, and its permission to call while its call runs. Safe
 * for use by any thread.
 */
public interface QueueTicket {

  /** Whoever waits; called under no lock. */
  interface QueueListener {

    /** What to do for this answer now; asked of one ticket at a time. */
    CompletionStage<Decision> choose();

    void go(Decision.Go go);

    void giveUp(Decision.GiveUp giveUp);

    /** Another {@link QueueTicket#standing} is to be shown. */
    void queued();
  }

  /**
   * Where a ticket stands.
   *
   * @param position null where it does not wait
   * @param version higher for each change
   */
  record Standing(@Nullable QueuePosition position, long version) {}

  /** Begins to wait. */
  void start(QueueListener forWhom);

  /** Its call failed before it said anything: waits again, at the front. */
  void again();

  /** Gives the place back, wherever it is. */
  void leave();

  Standing standing();
}
