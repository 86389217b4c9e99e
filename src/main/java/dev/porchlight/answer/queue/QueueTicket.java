package dev.porchlight.answer.queue;

import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.llm.resilience.Decision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer's ticket in the admission queue, and its permission to call while its call runs.
 * Guarded by the queue's lock.
 */
public final class QueueTicket {

  /** Whoever waits in it; called without the queue's lock, but for {@link #choose}. */
  public interface QueueListener {

    /** What to do for this answer now; called under the queue's lock. */
    Decision choose();

    void go(Decision.Go go);

    void giveUp(Decision.GiveUp giveUp);

    /** Another {@link QueueTicket#standing} is to be shown. */
    void queued();
  }

  enum State {
    TAKEN,
    WAITING,
    RUNNING,
    LEFT
  }

  final String visitor;
  State state = State.TAKEN;
  boolean returned;
  int rank;
  long calledNanos;

  private volatile Standing standing = new Standing(null, 0);

  /**
   * Where a ticket stands.
   *
   * @param position null where it does not wait
   * @param version higher for each change
   */
  public record Standing(@Nullable QueuePosition position, long version) {}

  private final AdmissionQueue queue;
  private final long number;
  private volatile @Nullable QueueListener listener;

  QueueTicket(AdmissionQueue queue, String visitor, long number) {
    this.queue = queue;
    this.visitor = visitor;
    this.number = number;
  }

  /** Begins to wait. */
  public void start(QueueListener forWhom) {
    listener = forWhom;
    queue.start(this);
  }

  /** Its call failed before it said anything: waits again, at the front. */
  public void again() {
    queue.returnToFront(this);
  }

  /** Gives the place back, wherever it is. */
  public void leave() {
    queue.leave(this);
  }

  public Standing standing() {
    return standing;
  }

  /** Sets where it stands, under the queue's lock. */
  void stand(@Nullable QueuePosition position) {
    standing = new Standing(position, standing.version() + 1);
  }

  /** When it came; no two places have the same. */
  long number() {
    return number;
  }

  QueueListener listener() {
    return Objects.requireNonNull(listener);
  }
}
