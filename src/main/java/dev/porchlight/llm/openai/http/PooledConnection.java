package dev.porchlight.llm.openai.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Map;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one request at a time, kept for the next one. Safe for use by any thread.
 *
 * <p>To the client each is a transport, and so a destination, of its own: a socket that is still
 * being connected then belongs to one request, and can be closed with it.
 */
final class PooledConnection extends Transport.TCPIP {
  private boolean closed;
  private @Nullable SelectableChannel channel;
  private @Nullable EndPoint endPoint;
  private @Nullable Promise<?> connecting;

  @Override
  public void connect(SocketAddress address, Map<String, Object> context) {
    synchronized (this) {
      connecting = (Promise<?>) context.get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY);
    }
    super.connect(address, context);
  }

  @Override
  public synchronized SelectableChannel newSelectableChannel() throws IOException {
    if (closed) {
      throw new IOException("given up before it was connected");
    }
    endPoint = null;
    channel = super.newSelectableChannel();
    return channel;
  }

  @Override
  public synchronized EndPoint newEndPoint(
      Scheduler scheduler,
      ManagedSelector selector,
      SelectableChannel selectable,
      SelectionKey selectionKey) {
    endPoint = super.newEndPoint(scheduler, selector, selectable, selectionKey);
    return endPoint;
  }

  /** Whether TCP was connected, be it only for a while. */
  synchronized boolean wasConnected() {
    return endPoint != null;
  }

  /** Closes the socket at once, also where it is still being connected, and for good. */
  void close() {
    SelectableChannel openChannel;
    EndPoint openEndPoint;
    Promise<?> unanswered;
    synchronized (this) {
      closed = true;
      openChannel = channel;
      openEndPoint = endPoint;
      unanswered = connecting;
    }
    if (openEndPoint != null) {
      openEndPoint.close();
    } else if (openChannel != null) {
      IO.close(openChannel);
      if (unanswered != null) {
        unanswered.failed(new IOException("given up while it was connected"));
      }
    }
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
