package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a worker writes for one web machine: the events of all its calls, in order, in one message
 * at a time. Safe for use by any thread. What could not be sent is sent again, which the numbers of
 * the events make harmless.
 */
final class CallRelay {

  private static final Duration PACE = Duration.ofMillis(5);
  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(200);

  /** About as much goes into one message. */
  private static final int MOST_BYTES_AT_ONCE = 64 * 1024;

  private final String machine;
  private final MachineInbox inbox;
  private final String own;
  private final UnsentBytes unsent;
  private final Timers timers;
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isSending = new AtomicBoolean();
  private volatile boolean isClosed;

  /**
   * @param own this worker
   * @param unsent of all relays of this worker
   */
  CallRelay(String machine, MachineInbox inbox, String own, UnsentBytes unsent, Timers timers) {
    this.machine = machine;
    this.inbox = inbox;
    this.own = own;
    this.unsent = unsent;
    this.timers = timers;
  }

  /**
   * Takes an event, which {@link #sendSoon} sends.
   *
   * @return false where there is no room; for what ends a call there always is
   */
  boolean put(Event event) {
    if (isClosed) {
      return true;
    }
    int bytes = event.bytes();
    if (event.end() != null) {
      unsent.add(bytes);
    } else if (!unsent.take(bytes)) {
      return false;
    }
    events.add(event);
    return true;
  }

  boolean isIdle() {
    return events.isEmpty() && !isSending.get();
  }

  /** Nobody reads there any more. */
  void close() {
    isClosed = true;
    for (Event next = events.poll(); next != null; next = events.poll()) {
      unsent.giveBack(next.bytes());
    }
  }

  void sendSoon() {
    if (!events.isEmpty() && isSending.compareAndSet(false, true)) {
      List<Event> batch = new ArrayList<>();
      int bytes = 0;
      while (bytes < MOST_BYTES_AT_ONCE) {
        Event next = events.poll();
        if (next == null) {
          break;
        }
        batch.add(next);
        bytes += next.bytes();
      }
      send(CallMessages.EVENTS + " " + own + " " + CallText.of(batch), bytes);
    }
  }

  private void send(String message, int bytes) {
    var unused =
        inbox
            .send(machine, message)
            .whenComplete(
                (sent, lost) -> {
                  if (lost == null || isClosed) {
                    unsent.giveBack(bytes);
                    var unusedNext = timers.schedule(this::goOn, PACE);
                  } else {
                    var unusedNext = timers.schedule(() -> send(message, bytes), BEFORE_NEXT_TRY);
                  }
                });
  }

  private void goOn() {
    isSending.set(false);
    sendSoon();
  }
}
