package dev.porchlight.cluster.queue;

import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.resilience.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * This machine's share of the queue, by which alone it decides while Redis is lost. For the queue's
 * steps, one at a time; what it tells them comes on any thread.
 */
final class OwnShare {

  /** A call that runs already is let in, and nothing is called. */
  private static final Decision NO_CALL =
      new Decision.Go() {
        @Override
        public ModelCall write(CompletionListener listener) {
          throw new IllegalStateException("The call runs already");
        }

        @Override
        public void cancel() {
          // There is nothing to cancel.
        }
      };

  private final AdmissionQueue queue;
  private final RedisAdmissionQueue tellsOf;
  private long held;

  OwnShare(AdmissionQueue queue, RedisAdmissionQueue tellsOf) {
    this.queue = queue;
    this.tellsOf = tellsOf;
  }

  /** Takes a place for a ticket, which does not wait yet; false where all are taken. */
  boolean take(RedisTicket ticket) {
    return take(ticket, ticket.visitor, false);
  }

  /** Takes a place for a ticket whose call runs already, before all who wait. */
  void hold(RedisTicket ticket) {
    if (take(ticket, "|" + ++held, true)) {
      start(ticket);
    }
  }

  private boolean take(RedisTicket ticket, String visitor, boolean isHeld) {
    QueueTicket taken = queue.take(visitor).toCompletableFuture().join();
    ticket.own = taken == null ? null : new Place(ticket, taken, isHeld);
    return taken != null;
  }

  static void start(RedisTicket ticket) {
    Place place = ticket.own;
    if (place != null) {
      place.taken.start(place);
    }
  }

  /** Waits again, at the front. */
  static void again(RedisTicket ticket) {
    Place place = ticket.own;
    if (place != null) {
      place.isHeld = false;
      place.taken.again();
    }
  }

  static void leave(RedisTicket ticket) {
    Place place = ticket.own;
    ticket.own = null;
    if (place != null) {
      place.taken.leave();
    }
  }

  void move() {
    queue.move();
  }

  /** Sends away whoever waits. */
  void close() {
    queue.close();
  }

  /** A ticket's place. */
  final class Place implements QueueTicket.QueueListener {
    private final RedisTicket ticket;
    private final QueueTicket taken;
    private volatile boolean isHeld;

    private Place(RedisTicket ticket, QueueTicket taken, boolean isHeld) {
      this.ticket = ticket;
      this.taken = taken;
      this.isHeld = isHeld;
    }

    QueueTicket.Standing standing() {
      return taken.standing();
    }

    @Override
    public CompletionStage<Decision> choose() {
      return isHeld ? CompletableFuture.completedFuture(NO_CALL) : ticket.listener().choose();
    }

    @Override
    public void go(Decision.Go go) {
      if (go != NO_CALL) {
        tellsOf.goAlone(ticket, this, go);
      }
    }

    @Override
    public void giveUp(Decision.GiveUp giveUp) {
      tellsOf.giveUpAlone(ticket, this, giveUp);
    }

    @Override
    public void queued() {
      tellsOf.queuedAlone(ticket, this);
    }
  }
}
