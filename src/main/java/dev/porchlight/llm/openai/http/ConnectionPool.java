package dev.porchlight.llm.openai.http;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections that no request uses now, the one used last first. Safe for use by any thread.
 */
public final class ConnectionPool {
  private final Deque<PooledConnection> idle = new ConcurrentLinkedDeque<>();

  PooledConnection take() {
    @Nullable PooledConnection last = idle.pollFirst();
    return last == null ? new PooledConnection() : last;
  }

  /** Takes a connection back whose response was read to its end. */
  void giveBack(PooledConnection connection) {
    idle.addFirst(connection);
  }
}
