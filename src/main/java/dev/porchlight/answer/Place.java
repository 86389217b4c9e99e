package dev.porchlight.answer;

import dev.porchlight.model.Choice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer's place in the line, and its right to call while it is called. Guarded by the line's
 * lock.
 */
final class Place {

  /** Whoever waits in it; told without the line's lock, but for {@link #choose}. */
  interface Waiter {

    /** What to do for this answer now; called under the line's lock. */
    Choice choose();

    void go(Choice.Go go);

    void giveUp(Choice.GiveUp giveUp);

    /** Another {@link Place#queued} is to be shown. */
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

  /** Where it waits, as last told; null where it does not. */
  volatile @Nullable Queued queued;

  private final Line line;
  private final long number;
  private volatile @Nullable Waiter waiter;

  Place(Line line, String visitor, long number) {
    this.line = line;
    this.visitor = visitor;
    this.number = number;
  }

  /** Begins to wait. */
  void start(Waiter forWhom) {
    waiter = forWhom;
    line.start(this);
  }

  /** Its call failed before it said anything: waits again, at the front. */
  void again() {
    line.returnToFront(this);
  }

  /** Gives the place back, wherever it is. */
  void leave() {
    line.leave(this);
  }

  /** When it came; no two places have the same. */
  long number() {
    return number;
  }

  Waiter waiter() {
    return Objects.requireNonNull(waiter);
  }
}
