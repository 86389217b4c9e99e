package dev.porchlight.answer.queue;

import dev.porchlight.answer.log.QueuePosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A ticket of {@link InMemoryAdmissionQueue}, guarded by the {@link TicketTable}. */
final class InMemoryTicket implements QueueTicket {

  enum State {
    TAKEN,
    WAITING,
    RUNNING,
    LEFT
  }

  final String visitor;
  State state = State.TAKEN;
  boolean returned;
  long parkedUntilNanos;
  long calledNanos;

  private volatile Standing standing = new Standing(null, 0);

  private final InMemoryAdmissionQueue queue;
  private final long number;
  private volatile @Nullable QueueListener listener;

  InMemoryTicket(InMemoryAdmissionQueue queue, String visitor, long number) {
    this.queue = queue;
    this.visitor = visitor;
    this.number = number;
  }

  @Override
  public void start(QueueListener forWhom) {
    listener = forWhom;
    queue.start(this);
  }

  @Override
  public void again() {
    queue.returnToFront(this);
  }

  @Override
  public void leave() {
    queue.leave(this);
  }

  @Override
  public Standing standing() {
    return standing;
  }

  /** Sets where it stands, under the table's monitor. */
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
