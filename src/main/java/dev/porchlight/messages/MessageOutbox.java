package dev.porchlight.messages;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.io.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages, and delivers them one after the other. A message is in the store before it counts
 * as taken, and leaves it once the receiver has it, so that each arrives at least once; one that
 * arrives twice has the same id. What fails is tried again, later each time, for as long as the
 * message is kept. Safe for use by any thread; methods that use the store may block.
 */
public final class MessageOutbox {

  /** How long a message is kept that can't be delivered, and the id of one that was. */
  public static final Duration KEPT = Duration.ofDays(30);

  private static final Logger log = LoggerFactory.getLogger(MessageOutbox.class);
  private static final Duration BETWEEN_ERASURES = Duration.ofHours(1);
  private static final Duration AFTER_STORE_FAILURE = Duration.ofMinutes(1);

  private final MessageStore store;
  private final @Nullable MessageDelivery delivery;
  private final MessageLimits limits;
  private final InstantSource clock;
  private final Timers timers;
  private final RetryDelay delays;
  private final DeliveryLog deliveryLog;

  /** How many wishes to look at the store there are: whoever makes the first one works for all. */
  private final AtomicInteger wishes = new AtomicInteger();

  /** Delivered, but still in the store, which failed since: these are not sent again. */
  private final Set<String> unrecorded = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;
  private volatile CompletionStage<?> underWay = CompletableFuture.completedFuture(null);

  @GuardedBy("this")
  private @Nullable Future<?> timer;

  /**
   * @param delivery the way to the owner, or null where there is none: then no message is taken,
   *     and those that wait from before are erased in time
   * @param limits how many messages are taken
   */
  public MessageOutbox(
      MessageStore store,
      @Nullable MessageDelivery delivery,
      MessageLimits limits,
      InstantSource clock,
      Timers timers,
      Ticker ticker) {
    this.store = store;
    this.delivery = delivery;
    this.limits = limits;
    this.clock = clock;
    this.timers = timers;
    this.delays = new RetryDelay(RandomGenerator.getDefault());
    this.deliveryLog = new DeliveryLog(ticker);
  }

  /**
   * Goes on with what an earlier process left; all of it at once, as the settings may be others.
   */
  public void start() {
    store.whenOthersMayHaveChangedIt(this::wake);
    timers.execute(
        () -> {
          try {
            store.makeDue(clock.instant());
          } catch (StorageException told) {
            log.debug("What waits is tried when it is due", told);
          }
          wake();
        });
  }

  /** Whether messages are taken at all. */
  public boolean isOffered() {
    return delivery != null;
  }

  /**
   * Whether a message has been taken.
   *
   * @throws StorageException where the store fails
   */
  public boolean knows(String id) {
    return store.knows(id);
  }

  /**
   * Takes a message. Where it is kept, it will be delivered, also after a restart.
   *
   * @throws StorageException where it can't be kept
   */
  public MessageLimits.Taking take(VisitorMessage message) {
    MessageLimits.Taking taking = store.add(message, limits);
    wake();
    return taking;
  }

  /** How long it is until the next day, on which messages are taken again. */
  public Duration untilTomorrow() {
    Instant tomorrow = today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return Duration.between(clock.instant(), tomorrow);
  }

  /**
   * The messages that wait, the oldest first.
   *
   * @throws StorageException where the store fails
   */
  public List<WaitingMessage> waiting() {
    return store.waiting();
  }

  /**
   * Erases one that waits.
   *
   * @return false where none of that id waits
   * @throws StorageException where the store fails
   */
  public boolean erase(String id) {
    return store.erase(id);
  }

  /**
   * How many messages were delivered, by the day (UTC), of the last 30 days.
   *
   * @throws StorageException where the store fails
   */
  public SortedMap<LocalDate, Integer> deliveredPerDay() {
    return store.deliveredPerDay();
  }

  /**
   * Begins no more deliveries.
   *
   * @return completed when the one that goes on has ended and is recorded
   */
  public CompletionStage<Void> shutDown() {
    closed = true;
    schedule(null);
    return underWay.thenAccept(ended -> {});
  }

  /** Gives up the delivery that goes on; the message stays in the store. */
  public void close() {
    closed = true;
    schedule(null);
    if (delivery != null) {
      delivery.close();
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private void wake() {
    if (wishes.getAndIncrement() == 0) {
      timers.execute(this::work);
    }
  }

  /** Delivers what is due; one thread at a time is in here or waits for a delivery to end. */
  private void work() {
    int granted = wishes.get();
    try {
      WaitingMessage next = next();
      if (next != null) {
        deliver(next);
        return;
      }
    } catch (RuntimeException e) {
      later(e);
    }
    rest(granted);
  }

  private void rest(int granted) {
    if (wishes.addAndGet(-granted) > 0) {
      timers.execute(this::work);
    }
  }

  /** The message to deliver now; where there is none, the next look is planned. */
  private @Nullable WaitingMessage next() {
    if (closed) {
      return null;
    }
    Instant now = clock.instant();
    store.eraseReceivedBefore(now.minus(KEPT));
    for (String id : unrecorded) {
      record(id);
    }
    WaitingMessage due = delivery == null ? null : store.due(now);
    if (due == null) {
      Instant attempt = store.nextAttempt();
      schedule(attempt == null ? null : untilNextLook(now, attempt));
    }
    return due;
  }

  private Duration untilNextLook(Instant now, Instant attempt) {
    Duration until = Duration.between(now, attempt);
    boolean isSooner = delivery != null && until.compareTo(BETWEEN_ERASURES) < 0;
    return isSooner ? until.plusMillis(1) : BETWEEN_ERASURES;
  }

  private void deliver(WaitingMessage waiting) {
    MessageDelivery way = delivery;
    if (way != null) {
      CompletableFuture<Void> settled = new CompletableFuture<>();
      underWay = settled;
      way.deliver(waiting.message())
          .whenComplete(
              (result, fault) ->
                  timers.execute(() -> settle(way, waiting, result, fault, settled)));
    }
  }

  private void settle(
      MessageDelivery way,
      WaitingMessage waiting,
      MessageDelivery.@Nullable Result result,
      @Nullable Throwable fault,
      CompletableFuture<Void> settled) {
    String id = waiting.message().id();
    int granted = wishes.get();
    try {
      if (result instanceof MessageDelivery.Result.Delivered) {
        unrecorded.add(id);
        record(id);
      } else {
        fail(way, waiting, failureOf(result, fault));
      }
    } catch (RuntimeException e) {
      later(e);
      rest(granted);
      return;
    } finally {
      settled.complete(null);
    }
    work();
  }

  private void record(String id) {
    store.delivered(id, clock.instant());
    unrecorded.remove(id);
  }

  private static MessageDelivery.Result.Failed failureOf(
      MessageDelivery.@Nullable Result result, @Nullable Throwable fault) {
    if (result instanceof MessageDelivery.Result.Failed failed) {
      return failed;
    }
    log.error("A delivery failed for a fault of our own", fault);
    return new MessageDelivery.Result.Failed("a fault of our own", "");
  }

  private void fail(
      MessageDelivery way, WaitingMessage waiting, MessageDelivery.Result.Failed failure) {
    Duration wait = delays.after(waiting.attempts(), failure.retryAfter());
    store.failed(waiting.message().id(), clock.instant().plus(wait), failure.cause());
    if (!closed) {
      deliveryLog.failed(way.receiver(), failure, waiting.attempts() + 1, wait);
    }
  }

  /** The store tells the owner itself that it fails. */
  private void later(RuntimeException e) {
    if (!(e instanceof StorageException)) {
      log.error("Looking after the messages failed for a fault of our own", e);
    }
    schedule(AFTER_STORE_FAILURE);
  }

  /** Plans the next look at the store, in place of the one that was planned; null for none. */
  private synchronized void schedule(@Nullable Duration delay) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = delay == null || closed ? null : timers.schedule(this::wake, delay);
  }
}
