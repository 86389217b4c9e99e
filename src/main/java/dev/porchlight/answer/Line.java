package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.model.Choice;
import dev.porchlight.model.FailureCode;
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
final class Line {

  private static final Choice SHUTTING_DOWN =
      new Choice.GiveUp(FailureCode.SHUTTING_DOWN, null, false);

  private final Object lock = new Object();
  private final int calls;
  private final int length;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final DurationEstimate estimate = new DurationEstimate();

  @GuardedBy("lock")
  private final TreeSet<Place> waiting = new TreeSet<>(Comparator.comparingLong(Place::number));

  @GuardedBy("lock")
  private int taken;

  @GuardedBy("lock")
  private final Set<Place> running = new HashSet<>();

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
  Line(int calls, int length, ScheduledExecutorService scheduler, Ticker ticker) {
    this.calls = calls;
    this.length = length;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * Takes a place for a visitor, which does not move before {@link Place#start}.
   *
   * @return null where the line is full
   */
  @Nullable Place take(String visitor) {
    synchronized (lock) {
      if (taken >= calls + length) {
        return null;
      }
      taken++;
      return new Place(this, visitor, ++lastNumber);
    }
  }

  /** When a visitor who finds the line full may find a place. */
  Duration untilThereIsRoom() {
    synchronized (lock) {
      return peace.plus(estimate.untilNextOf(calls));
    }
  }

  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  int running() {
    synchronized (lock) {
      return running.size();
    }
  }

  /** Lets forward whoever may go, and tells the others where they stand. */
  void move() {
    List<Runnable> told = new ArrayList<>();
    synchronized (lock) {
      List<Place> inOrder = inOrder();
      int served = serve(inOrder, told);
      tellPositions(inOrder.subList(served, inOrder.size()), told);
      setTimer();
    }
    told.forEach(Runnable::run);
  }

  /** Sends away whoever waits, and whoever comes to wait from now on. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    move();
  }

  void start(Place place) {
    synchronized (lock) {
      if (place.state == Place.State.TAKEN) {
        place.state = Place.State.WAITING;
        waiting.add(place);
      }
    }
    move();
  }

  void returnToFront(Place place) {
    synchronized (lock) {
      if (running.remove(place)) {
        place.returned = true;
        place.state = Place.State.WAITING;
        waiting.add(place);
      }
    }
    move();
  }

  void leave(Place place) {
    synchronized (lock) {
      if (place.state == Place.State.LEFT) {
        return;
      }
      if (running.remove(place)) {
        estimate.add(Duration.ofNanos(ticker.read() - place.calledNanos));
      }
      waiting.remove(place);
      place.state = Place.State.LEFT;
      taken--;
    }
    move();
  }

  /**
   * Those who came back first, then everyone's first place, then everyone's second, … A running
   * call counts as one.
   */
  @GuardedBy("lock")
  private List<Place> inOrder() {
    Map<String, Integer> places = new HashMap<>();
    running.forEach(place -> places.merge(place.visitor, 1, Integer::sum));
    for (Place place : waiting) {
      place.rank = place.returned ? -1 : places.merge(place.visitor, 1, Integer::sum);
    }
    List<Place> inOrder = new ArrayList<>(waiting);
    inOrder.sort(Comparator.<Place>comparingInt(place -> place.rank));
    return inOrder;
  }

  /** Serves from the front; how many were. */
  @GuardedBy("lock")
  private int serve(List<Place> inOrder, List<Runnable> told) {
    int served = 0;
    peace = Duration.ZERO;
    for (Place place : inOrder) {
      if (running.size() >= calls && !closed) {
        return served;
      }
      Choice choice = closed ? SHUTTING_DOWN : place.waiter().choose();
      if (choice instanceof Choice.Wait wait) {
        peace = wait.remaining();
        return served;
      }
      waiting.remove(place);
      place.queued = null;
      served++;
      if (choice instanceof Choice.Go go) {
        running.add(place);
        place.state = Place.State.RUNNING;
        place.calledNanos = ticker.read();
        told.add(() -> place.waiter().go(go));
      } else if (choice instanceof Choice.GiveUp giveUp) {
        place.state = Place.State.LEFT;
        taken--;
        told.add(() -> place.waiter().giveUp(giveUp));
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
  private void tellPositions(List<Place> stillWaiting, List<Runnable> told) {
    boolean free = running.size() < calls;
    for (int i = 0; i < stillWaiting.size(); i++) {
      Place place = stillWaiting.get(i);
      Duration eta = peace.plus(estimate.untilServed(i + (free ? 0 : 1), calls));
      Queued queued = new Queued(i + 1, eta);
      if (!queued.equals(place.queued)) {
        place.queued = queued;
        told.add(place.waiter()::queued);
      }
    }
  }
}
