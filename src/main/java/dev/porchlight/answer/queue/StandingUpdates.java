package dev.porchlight.answer.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait where they stand. Safe for use by any thread.
 *
 * <p>One place that moves changes the standing of all behind it, so that telling them takes time
 * for each. While few wait they are told at once; else all changes of 200 ms are told together, in
 * one pass over the line.
 */
final class StandingUpdates {

  static final int FEW = 32;
  static final Duration PACE = Duration.ofMillis(200);

  private static final int LISTENERS_IN_A_TASK = 64;

  private final TicketTable tickets;
  private final Timers timers;
  private final Ticker ticker;
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private volatile long lastNanos;

  StandingUpdates(TicketTable tickets, Timers timers, Ticker ticker) {
    this.tickets = tickets;
    this.timers = timers;
    this.ticker = ticker;
    this.lastNanos = ticker.read() - PACE.toNanos();
  }

  /**
   * The line has moved.
   *
   * @param own whose listener is notified on this thread, where it is told now
   */
  void moved(@Nullable InMemoryTicket own) {
    Duration untilNext = PACE.minusNanos(ticker.read() - lastNanos);
    if (tickets.waiting() <= FEW || untilNext.isZero() || untilNext.isNegative()) {
      tell(own);
    } else if (isScheduled.compareAndSet(false, true)) {
      var unused = timers.schedule(this::tellLater, untilNext);
    }
  }

  private void tellLater() {
    isScheduled.set(false);
    tell(null);
  }

  private void tell(@Nullable InMemoryTicket own) {
    lastNanos = ticker.read();
    List<InMemoryTicket> changed = tickets.place();
    for (int from = 0; from < changed.size(); from += LISTENERS_IN_A_TASK) {
      List<InMemoryTicket> some =
          changed.subList(from, Math.min(changed.size(), from + LISTENERS_IN_A_TASK));
      timers.execute(() -> some.forEach(ticket -> notify(ticket, own)));
    }
    if (own != null && changed.contains(own)) {
      notify(own, null);
    }
  }

  private static void notify(InMemoryTicket ticket, @Nullable InMemoryTicket except) {
    if (ticket != except) {
      FaultIsolation.run("A ticket's listener", ticket.listener()::queued);
    }
  }
}
