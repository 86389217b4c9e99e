package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admission queue in front of the upstreams: a bound on concurrent calls, and a bounded queue
 * of those that wait.
 *
 * <p>First come, first served, but for two rules: a call that failed before it said anything comes
 * back to the front, and a visitor's second place stands behind every other visitor's first. Safe
 * for use by any thread; its lock is held over no callback.
 */
public final class AdmissionQueue {

  private static final Logger log = LoggerFactory.getLogger(AdmissionQueue.class);

  private static final Decision INTERNAL_ERROR =
      new Decision.GiveUp(FailureCode.INTERNAL_ERROR, null, false);

  private static final Decision SHUTTING_DOWN =
      new Decision.GiveUp(FailureCode.SHUTTING_DOWN, null, false);

  private final Object lock = new Object();
  private final int calls;
  private final int length;
  private final Timers timers;
  private final Ticker ticker;
  private final MovingAverage average = new MovingAverage();

  @GuardedBy("lock")
  private final TreeSet<QueueTicket> waiting =
      new TreeSet<>(Comparator.comparingLong(QueueTicket::number));

  @GuardedBy("lock")
  private int taken;

  @GuardedBy("lock")
  private final Set<QueueTicket> running = new HashSet<>();

  @GuardedBy("lock")
  private long lastNumber;

  @GuardedBy("lock")
  private boolean closed;

  /** The shortest time after which one of those who wait is to ask again; zero for none. */
  @GuardedBy("lock")
  private Duration cooldown = Duration.ZERO;

  /** Moves the queue when its first ticket is to be decided again. */
  @GuardedBy("lock")
  private @Nullable Future<?> timer;

  /**
   * @param calls how many may run at once
   * @param length how many more may wait
   * @param timers also run the notifications of those who wait, so that nobody who moves the queue
   *     does the work of another
   */
  public AdmissionQueue(int calls, int length, Timers timers, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.timers = timers;
    this.ticker = ticker;
  }

  /**
   * Takes a place for a visitor, which does not move before {@link QueueTicket#start}.
   *
   * @return null where the queue is full
   */
  public CompletionStage<@Nullable QueueTicket> take(String visitor) {
    return CompletableFuture.completedFuture(tryTake(visitor));
  }

  private @Nullable QueueTicket tryTake(String visitor) {
    synchronized (lock) {
      if (taken >= calls + length) {
        return null;
      }
      taken++;
      return new QueueTicket(this, visitor, ++lastNumber);
    }
  }

  /** When a visitor who finds the queue full may find a place. */
  public Duration untilThereIsRoom() {
    synchronized (lock) {
      return cooldown.plus(average.untilNextOf(calls));
    }
  }

  public int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  public int running() {
    synchronized (lock) {
      return running.size();
    }
  }

  /** Admits whoever may go, and notifies the others of their position. */
  public void move() {
    move(null);
  }

  /**
   * @param own whose listener is notified on this thread, and no other's is
   */
  private void move(@Nullable QueueTicket own) {
    Map<QueueTicket, Runnable> notifications = new LinkedHashMap<>();
    synchronized (lock) {
      List<QueueTicket> inOrder = inOrder();
      notifyPositions(serve(inOrder, notifications), notifications);
      setTimer();
    }
    Runnable ofOwn = own == null ? null : notifications.remove(own);
    notifications.values().forEach(timers::execute);
    if (ofOwn != null) {
      FaultIsolation.run("A ticket's listener", ofOwn);
    }
  }

  /** Sends away whoever waits, and whoever comes to wait from now on. */
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    move();
  }

  void start(QueueTicket ticket) {
    synchronized (lock) {
      if (ticket.state == QueueTicket.State.TAKEN) {
        ticket.state = QueueTicket.State.WAITING;
        waiting.add(ticket);
      }
    }
    move(ticket);
  }

  void returnToFront(QueueTicket ticket) {
    synchronized (lock) {
      if (running.remove(ticket)) {
        ticket.returned = true;
        ticket.state = QueueTicket.State.WAITING;
        waiting.add(ticket);
      }
    }
    move();
  }

  void leave(QueueTicket ticket) {
    synchronized (lock) {
      if (ticket.state == QueueTicket.State.LEFT) {
        return;
      }
      if (running.remove(ticket)) {
        average.add(Duration.ofNanos(ticker.read() - ticket.calledNanos));
      }
      waiting.remove(ticket);
      ticket.state = QueueTicket.State.LEFT;
      taken--;
    }
    move();
  }

  /**
   * Those who came back first, then everyone's first place, then everyone's second, … A running
   * call counts as one.
   */
  @GuardedBy("lock")
  private List<QueueTicket> inOrder() {
    Map<String, Integer> places = new HashMap<>();
    running.forEach(ticket -> places.merge(ticket.visitor, 1, Integer::sum));
    for (QueueTicket ticket : waiting) {
      ticket.rank = ticket.returned ? -1 : places.merge(ticket.visitor, 1, Integer::sum);
    }
    List<QueueTicket> inOrder = new ArrayList<>(waiting);
    inOrder.sort(Comparator.<QueueTicket>comparingInt(ticket -> ticket.rank));
    return inOrder;
  }

  /**
   * Serves whoever may go, from the front on. Who has to wait for an upstream holds up nobody who
   * may ask another.
   *
   * @return those who still wait, in their order
   */
  @GuardedBy("lock")
  private List<QueueTicket> serve(
      List<QueueTicket> inOrder, Map<QueueTicket, Runnable> notifications) {
    List<QueueTicket> stillWaiting = new ArrayList<>();
    cooldown = Duration.ZERO;
    for (QueueTicket ticket : inOrder) {
      boolean isFull = running.size() >= calls && !closed;
      @Nullable Decision decision = isFull ? null : decisionFor(ticket);
      if (decision == null) {
        stillWaiting.add(ticket);
      } else if (decision instanceof Decision.Wait wait) {
        stillWaiting.add(ticket);
        boolean isShortest = cooldown.isZero() || wait.remaining().compareTo(cooldown) < 0;
        cooldown = isShortest ? wait.remaining() : cooldown;
      } else {
        serve(ticket, decision, notifications);
      }
    }
    return stillWaiting;
  }

  @GuardedBy("lock")
  private void serve(
      QueueTicket ticket, Decision decision, Map<QueueTicket, Runnable> notifications) {
    waiting.remove(ticket);
    ticket.stand(null);
    if (decision instanceof Decision.Go go) {
      running.add(ticket);
      ticket.state = QueueTicket.State.RUNNING;
      ticket.calledNanos = ticker.read();
      notifications.put(ticket, () -> admit(ticket, go));
    } else if (decision instanceof Decision.GiveUp giveUp) {
      ticket.state = QueueTicket.State.LEFT;
      taken--;
      notifications.put(ticket, () -> ticket.listener().giveUp(giveUp));
    }
  }

  @GuardedBy("lock")
  private Decision decisionFor(QueueTicket ticket) {
    if (closed) {
      return SHUTTING_DOWN;
    }
    try {
      return ticket.listener().choose();
    } catch (RuntimeException e) {
      log.error("An upstream could not be chosen for a fault of our own", e);
      return INTERNAL_ERROR;
    }
  }

  /** A listener that fails never keeps its place. */
  private void admit(QueueTicket ticket, Decision.Go go) {
    boolean hasGone = FaultIsolation.run("A call's start", () -> ticket.listener().go(go));
    if (!hasGone) {
      FaultIsolation.run("A call that could not start", go::cancel);
      leave(ticket);
    }
  }

  @GuardedBy("lock")
  private void setTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = cooldown.isZero() ? null : timers.schedule(this::move, cooldown);
  }

  @GuardedBy("lock")
  private void notifyPositions(
      List<QueueTicket> stillWaiting, Map<QueueTicket, Runnable> notifications) {
    boolean free = running.size() < calls;
    for (int i = 0; i < stillWaiting.size(); i++) {
      QueueTicket ticket = stillWaiting.get(i);
      Duration eta = cooldown.plus(average.untilServed(i + (free ? 0 : 1), calls));
      QueuePosition queued = new QueuePosition(i + 1, eta);
      if (!queued.equals(ticket.standing().position())) {
        ticket.stand(queued);
        notifications.put(ticket, ticket.listener()::queued);
      }
    }
  }
}
