package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The line in front of the upstreams: so many calls at once, and so many places to wait in.
 *
 * <p>First come, first served, but for two rules: a call that failed before it said anything comes
 * back to the front, and a visitor's second place stands behind every other visitor's first. Safe
 * for use by any thread; its lock is held over no callback.
 */
public final class AdmissionQueue {

  private static final Decision SHUTTING_DOWN =
      new Decision.GiveUp(FailureCode.SHUTTING_DOWN, null, false);

  private final Object lock = new Object();
  private final int calls;
  private final int length;
  private final ScheduledExecutorService scheduler;
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

  /** How long the upstreams ask to be left alone, as the first of the line was last told. */
  @GuardedBy("lock")
  private Duration peace = Duration.ZERO;

  /** Moves the line when the first of it is to ask again. */
  @GuardedBy("lock")
  private @Nullable Future<?> timer;

  /**
   * @param calls how many may run at once
   * @param length how many more may wait
   */
  public AdmissionQueue(int calls, int length, ScheduledExecutorService scheduler, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * Takes a place for a visitor, which does not move before {@link QueueTicket#start}.
   *
   * @return null where the line is full
   */
  @Nullable
  public QueueTicket take(String visitor) {
    synchronized (lock) {
      if (taken >= calls + length) {
        return null;
      }
      taken++;
      return new QueueTicket(this, visitor, ++lastNumber);
    }
  }

  /** When a visitor who finds the line full may find a place. */
  public Duration untilThereIsRoom() {
    synchronized (lock) {
      return peace.plus(average.untilNextOf(calls));
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

  /** Lets forward whoever may go, and tells the others where they stand. */
  public void move() {
    List<Runnable> told = new ArrayList<>();
    synchronized (lock) {
      List<QueueTicket> inOrder = inOrder();
      int served = serve(inOrder, told);
      tellPositions(inOrder.subList(served, inOrder.size()), told);
      setTimer();
    }
    told.forEach(Runnable::run);
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
    move();
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

  /** Serves from the front; how many were. */
  @GuardedBy("lock")
  private int serve(List<QueueTicket> inOrder, List<Runnable> told) {
    int served = 0;
    peace = Duration.ZERO;
    for (QueueTicket ticket : inOrder) {
      if (running.size() >= calls && !closed) {
        return served;
      }
      Decision choice = closed ? SHUTTING_DOWN : ticket.waiter().choose();
      if (choice instanceof Decision.Wait wait) {
        peace = wait.remaining();
        return served;
      }
      waiting.remove(ticket);
      ticket.queued = null;
      served++;
      if (choice instanceof Decision.Go go) {
        running.add(ticket);
        ticket.state = QueueTicket.State.RUNNING;
        ticket.calledNanos = ticker.read();
        told.add(() -> ticket.waiter().go(go));
      } else if (choice instanceof Decision.GiveUp giveUp) {
        ticket.state = QueueTicket.State.LEFT;
        taken--;
        told.add(() -> ticket.waiter().giveUp(giveUp));
      }
    }
    return served;
  }

  @GuardedBy("lock")
  private void setTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
    timer =
        peace.isZero()
            ? null
            : scheduler.schedule(this::move, peace.toNanos(), TimeUnit.NANOSECONDS);
  }

  @GuardedBy("lock")
  private void tellPositions(List<QueueTicket> stillWaiting, List<Runnable> told) {
    boolean free = running.size() < calls;
    for (int i = 0; i < stillWaiting.size(); i++) {
      QueueTicket ticket = stillWaiting.get(i);
      Duration eta = peace.plus(average.untilServed(i + (free ? 0 : 1), calls));
      QueuePosition queued = new QueuePosition(i + 1, eta);
      if (!queued.equals(ticket.queued)) {
        ticket.queued = queued;
        told.add(ticket.waiter()::queued);
      }
    }
  }
}
