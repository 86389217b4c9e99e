package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
import java.util.concurrent.atomic.AtomicInteger;
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
final class InMemoryAdmissionQueue implements AdmissionQueue {

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
  private final TreeSet<InMemoryTicket> waiting =
      new TreeSet<>(Comparator.comparingLong(InMemoryTicket::number));

  @GuardedBy("lock")
  private int taken;

  @GuardedBy("lock")
  private final Set<InMemoryTicket> running = new HashSet<>();

  @GuardedBy("lock")
  private long lastNumber;

  @GuardedBy("lock")
  private boolean closed;

  /** 0 where no round runs, 1 where one does, more where another is to follow. */
  private final AtomicInteger rounds = new AtomicInteger();

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
  InMemoryAdmissionQueue(int calls, int length, Timers timers, Ticker ticker) {
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
  @Override
  public CompletionStage<@Nullable QueueTicket> take(String visitor) {
    return CompletableFuture.completedFuture(tryTake(visitor));
  }

  private @Nullable InMemoryTicket tryTake(String visitor) {
    synchronized (lock) {
      if (taken >= calls + length) {
        return null;
      }
      taken++;
      return new InMemoryTicket(this, visitor, ++lastNumber);
    }
  }

  /** When a visitor who finds the queue full may find a place. */
  @Override
  public Duration untilThereIsRoom() {
    synchronized (lock) {
      return cooldown.plus(average.untilNextOf(calls));
    }
  }

  @Override
  public int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  @Override
  public int running() {
    synchronized (lock) {
      return running.size();
    }
  }

  /** Admits whoever may go, and notifies the others of their position. */
  @Override
  public void move() {
    move(null);
  }

  /**
   * Runs one round at a time; what comes meanwhile is served by another round after it.
   *
   * @param own whose listener is notified on this thread, and no other's is
   */
  private void move(@Nullable InMemoryTicket own) {
    if (rounds.getAndIncrement() == 0) {
      new Round(own).serve();
    }
  }

  /** Sends away whoever waits, and whoever comes to wait from now on. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    move();
  }

  void start(InMemoryTicket ticket) {
    synchronized (lock) {
      if (ticket.state == InMemoryTicket.State.TAKEN) {
        ticket.state = InMemoryTicket.State.WAITING;
        waiting.add(ticket);
      }
    }
    move(ticket);
  }

  void returnToFront(InMemoryTicket ticket) {
    synchronized (lock) {
      if (running.remove(ticket)) {
        ticket.returned = true;
        ticket.state = InMemoryTicket.State.WAITING;
        waiting.add(ticket);
      }
    }
    move();
  }

  void leave(InMemoryTicket ticket) {
    synchronized (lock) {
      if (ticket.state == InMemoryTicket.State.LEFT) {
        return;
      }
      if (running.remove(ticket)) {
        average.add(Duration.ofNanos(ticker.read() - ticket.calledNanos));
      }
      waiting.remove(ticket);
      ticket.state = InMemoryTicket.State.LEFT;
      taken--;
    }
    move();
  }

  /**
   * Those who came back first, then everyone's first place, then everyone's second, … A running
   * call counts as one.
   */
  @GuardedBy("lock")
  private List<InMemoryTicket> inOrder() {
    Map<String, Integer> places = new HashMap<>();
    running.forEach(ticket -> places.merge(ticket.visitor, 1, Integer::sum));
    for (InMemoryTicket ticket : waiting) {
      ticket.rank = ticket.returned ? -1 : places.merge(ticket.visitor, 1, Integer::sum);
    }
    List<InMemoryTicket> inOrder = new ArrayList<>(waiting);
    inOrder.sort(Comparator.<InMemoryTicket>comparingInt(ticket -> ticket.rank));
    return inOrder;
  }

  /**
   * Serves whoever may go, from the front on. Who has to wait for an upstream holds up nobody who
   * may ask another. No lock is held while an upstream is chosen.
   */
  private final class Round {
    private final @Nullable InMemoryTicket own;
    private final Deque<InMemoryTicket> rest;
    private final List<InMemoryTicket> stillWaiting = new ArrayList<>();
    private final Map<InMemoryTicket, Runnable> notifications = new LinkedHashMap<>();
    private Duration shortestWait = Duration.ZERO;

    Round(@Nullable InMemoryTicket own) {
      this.own = own;
      synchronized (lock) {
        rest = new ArrayDeque<>(inOrder());
      }
    }

    void serve() {
      while (!rest.isEmpty()) {
        InMemoryTicket ticket = rest.remove();
        if (!mayGo()) {
          stillWaiting.add(ticket);
          continue;
        }
        CompletableFuture<Decision> decision = decisionFor(ticket);
        if (!decision.isDone()) {
          var unused =
              decision.whenComplete(
                  (decided, failure) -> {
                    take(ticket, decided);
                    serve();
                  });
          return;
        }
        take(ticket, decision.join());
      }
      end();
    }

    private boolean mayGo() {
      synchronized (lock) {
        return closed || running.size() < calls;
      }
    }

    private void take(InMemoryTicket ticket, Decision decision) {
      if (decision instanceof Decision.Wait wait) {
        stillWaiting.add(ticket);
        boolean isShortest = shortestWait.isZero() || wait.remaining().compareTo(shortestWait) < 0;
        shortestWait = isShortest ? wait.remaining() : shortestWait;
      } else if (decision instanceof Decision.Go go) {
        if (tryRun(ticket)) {
          notifications.put(ticket, () -> admit(ticket, go));
        } else {
          FaultIsolation.run("A call that nobody waits for", go::cancel);
        }
      } else if (decision instanceof Decision.GiveUp giveUp && trySendAway(ticket)) {
        notifications.put(ticket, () -> ticket.listener().giveUp(giveUp));
      }
    }

    private void end() {
      boolean moveAgain;
      try {
        synchronized (lock) {
          cooldown = shortestWait;
          notifyPositions(stillWaiting, notifications);
          setTimer();
        }
      } finally {
        moveAgain = rounds.getAndSet(0) > 1;
      }
      Runnable ofOwn = own == null ? null : notifications.remove(own);
      notifications.values().forEach(timers::execute);
      if (ofOwn != null) {
        FaultIsolation.run("A ticket's listener", ofOwn);
      }
      if (moveAgain) {
        timers.execute(InMemoryAdmissionQueue.this::move);
      }
    }
  }

  /** Takes a place among the running calls, unless the ticket was given back meanwhile. */
  private boolean tryRun(InMemoryTicket ticket) {
    synchronized (lock) {
      if (!waiting.remove(ticket)) {
        return false;
      }
      running.add(ticket);
      ticket.state = InMemoryTicket.State.RUNNING;
      ticket.calledNanos = ticker.read();
      ticket.stand(null);
      return true;
    }
  }

  private boolean trySendAway(InMemoryTicket ticket) {
    synchronized (lock) {
      if (!waiting.remove(ticket)) {
        return false;
      }
      ticket.state = InMemoryTicket.State.LEFT;
      ticket.stand(null);
      taken--;
      return true;
    }
  }

  private CompletableFuture<Decision> decisionFor(InMemoryTicket ticket) {
    if (isClosed()) {
      return CompletableFuture.completedFuture(SHUTTING_DOWN);
    }
    try {
      return ticket
          .listener()
          .choose()
          .exceptionally(InMemoryAdmissionQueue::internalError)
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(internalError(e));
    }
  }

  private static Decision internalError(Throwable failure) {
    log.error("An upstream could not be chosen for a fault of our own", failure);
    return INTERNAL_ERROR;
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** A listener that fails never keeps its place. */
  private void admit(InMemoryTicket ticket, Decision.Go go) {
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
      List<InMemoryTicket> stillWaiting, Map<InMemoryTicket, Runnable> notifications) {
    boolean free = running.size() < calls;
    for (int i = 0; i < stillWaiting.size(); i++) {
      InMemoryTicket ticket = stillWaiting.get(i);
      if (!waiting.contains(ticket)) {
        continue;
      }
      Duration eta = cooldown.plus(average.untilServed(i + (free ? 0 : 1), calls));
      QueuePosition queued = new QueuePosition(i + 1, eta);
      if (!queued.equals(ticket.standing().position())) {
        ticket.stand(queued);
        notifications.put(ticket, ticket.listener()::queued);
      }
    }
  }
}
