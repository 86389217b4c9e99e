package dev.porchlight.cluster.queue;

import dev.porchlight.cluster.queue.RedisTicket.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * This machine's tickets, in the order in which they were taken. For the queue's steps, one at a
 * time; any thread may ask how many there are.
 */
final class OwnTickets {

  private final Map<String, RedisTicket> byId = new LinkedHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();

  int waiting() {
    return waiting.get();
  }

  int running() {
    return running.get();
  }

  int size() {
    return byId.size();
  }

  void add(RedisTicket ticket) {
    byId.put(ticket.id, ticket);
  }

  /** Null where it has left. */
  @Nullable RedisTicket find(String id) {
    return byId.get(id);
  }

  List<RedisTicket> those(Predicate<RedisTicket> which) {
    return new ArrayList<>(byId.values().stream().filter(which).toList());
  }

  void set(RedisTicket ticket, State state) {
    waiting.addAndGet((isWaiting(state) ? 1 : 0) - (isWaiting(ticket.state) ? 1 : 0));
    running.addAndGet((state == State.RUNNING ? 1 : 0) - (ticket.state == State.RUNNING ? 1 : 0));
    ticket.state = state;
    if (state == State.LEFT) {
      byId.remove(ticket.id);
    }
  }

  /** One that is asked waits as long as it is not decided. */
  private static boolean isWaiting(State state) {
    return state == State.WAITING || state == State.ASKED;
  }
}
