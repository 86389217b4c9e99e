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

  private final String machine;
  private final MachineInbox inbox;
  private final Timers timers;
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isSending = new AtomicBoolean();
  private volatile boolean isClosed;

  CallRelay(String machine, MachineInbox inbox, Timers timers) {
    this.machine = machine;
    this.inbox = inbox;
    this.timers = timers;
  }

  void add(Event event) {
    events.add(event);
    sendSoon();
  }

  boolean isIdle() {
    return events.isEmpty() && !isSending.get();
  }

  /** The machine is gone. */
  void close() {
    isClosed = true;
    events.clear();
  }

  private void sendSoon() {
    if (!events.isEmpty() && isSending.compareAndSet(false, true)) {
      List<Event> batch = new ArrayList<>();
      for (Event next = events.poll(); next != null; next = events.poll()) {
        batch.add(next);
      }
      send(CallMessages.EVENTS + " " + CallText.of(batch));
    }
  }

  private void send(String message) {
    var unused =
        inbox
            .send(machine, message)
            .whenComplete(
                (sent, lost) -> {
                  if (lost == null || isClosed) {
                    var unusedNext = timers.schedule(this::goOn, PACE);
                  } else {
                    var unusedNext = timers.schedule(() -> send(message), BEFORE_NEXT_TRY);
                  }
                });
  }

  private void goOn() {
    isSending.set(false);
    sendSoon();
  }
}
