package dev.porchlight.cluster.queue;

import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.cluster.queue.SharedLine.Lease;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ticket of {@link RedisAdmissionQueue}, which belongs to the machine that took it. What is not
 * of the port is touched by the queue's steps alone, one at a time.
 */
final class RedisTicket implements QueueTicket {

  enum State {
    TAKEN,
    WAITING,
    /** It has a lease, and its listener is asked what to do. */
    ASKED,
    RUNNING,
    LEFT
  }

  /** Greater than the number of every lease. */
  static final long NO_LEASE = Long.MAX_VALUE;

  /** What it is called in Redis: its machine, a number, and its visitor. */
  final String id;

  final String visitor;
  State state = State.TAKEN;
  boolean returned;
  long calledNanos;

  /** Leases with this number or a lower one are old. */
  long lastLease;

  /** Its place in this machine's share while the machine is alone, else null. */
  OwnShare.@Nullable Place own;

  private final RedisAdmissionQueue queue;
  private volatile Standing standing = new Standing(null, 0);
  private volatile @Nullable QueueListener listener;

  RedisTicket(RedisAdmissionQueue queue, String machine, long number, String visitor) {
    this.queue = queue;
    this.visitor = visitor.replace('|', '/');
    this.id = machine + '|' + number + '|' + this.visitor;
  }

  /** The machine of the ticket that is called so in Redis. */
  static String machineOf(String id) {
    return id.substring(0, id.indexOf('|'));
  }

  @Override
  public void start(QueueListener forWhom) {
    listener = forWhom;
    queue.start(this);
  }

  @Override
  public void again() {
    queue.again(this);
  }

  @Override
  public void leave() {
    queue.leave(this);
  }

  @Override
  public Standing standing() {
    return standing;
  }

  /** Whether that is another position than it had. */
  boolean stand(@Nullable QueuePosition position) {
    Standing before = standing;
    if (Objects.equals(before.position(), position)) {
      return false;
    }
    standing = new Standing(position, before.version() + 1);
    return true;
  }

  /** A lease that was given to it after a step. */
  void expectLeasesAfter(long number) {
    lastLease = lastLease == NO_LEASE ? number : lastLease;
  }

  Lease lease() {
    return new Lease(id, lastLease);
  }

  boolean hasCall() {
    return state == State.ASKED || state == State.RUNNING;
  }

  QueueListener listener() {
    return Objects.requireNonNull(listener);
  }
}
