package dev.porchlight.model;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections that no request uses now, the one used last first. Safe for use by any thread.
 */
final class UpstreamConnections {
  private final Deque<UpstreamConnection> idle = new ConcurrentLinkedDeque<>();

  UpstreamConnection take() {
    @Nullable UpstreamConnection last = idle.pollFirst();
    return last == null ? new UpstreamConnection() : last;
  }

  /** Takes a connection back whose response was read to its end. */
  void giveBack(UpstreamConnection connection) {
    idle.addFirst(connection);
  }
}
