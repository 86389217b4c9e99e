package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The admission queue in front of the upstreams: a bound on concurrent calls, and a bounded queue
 * of those that wait. Safe for use by any thread.
 */
public interface AdmissionQueue {

  /**
   * The queue of this process.
   *
   * @param calls how many may run at once
   * @param length how many more may wait
   * @param timers also run the notifications of those who wait, so that nobody who moves the queue
   *     does the work of another
   */
  static AdmissionQueue inMemory(int calls, int length, Timers timers, Ticker ticker) {
    return new InMemoryAdmissionQueue(calls, length, timers, ticker);
  }

  /** Makes the queue of this process. */
  static AdmissionQueueFactory inMemory(Timers timers, Ticker ticker) {
    return (calls, length) -> inMemory(calls, length, timers, ticker);
  }

  /**
   * Takes a place for a visitor, which does not move before {@link QueueTicket#start}.
   *
   * @return null where the queue is full
   */
  CompletionStage<@Nullable QueueTicket> take(String visitor);

  /** When a visitor who finds the queue full may find a place. */
  Duration untilThereIsRoom();

  /** How many wait. */
  int waiting();

  /** How many calls run. */
  int running();

  /** Admits whoever may go, and notifies the others of their position. */
  void move();

  /** Sends away whoever waits, and whoever comes to wait from now on. */
  void close();
}
