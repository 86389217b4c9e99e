package dev.porchlight.web.connection;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Selectors;
import dev.porchlight.ratelimit.RateLimiter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts visitors' connections within {@link ConnectionLimits}, and goes on accepting when a
 * connection can't be accepted, as where the process has no file descriptor left ({@code EMFILE}).
 */
public final class VisitorConnector extends ServerConnector {

  /** Most requests fit in; larger ones are read in pieces. */
  private static final int REQUEST_BUFFER_BYTES = 2048;

  /** How long it waits before it tries again, so that it doesn't spin. */
  private static final int RETRY_MILLIS = 50;

  private final ConnectionLimits limits;
  private final ScheduledExecutorService scheduler;

  /**
   * @param most how many connections may be open in all
   * @param rateLimiter how many an address may have open
   * @param scheduler keeps the deadline of a request's head and of the next try to accept
   */
  public VisitorConnector(
      Server server,
      HttpConfiguration http,
      int most,
      RateLimiter rateLimiter,
      ScheduledExecutorService scheduler,
      Ticker ticker) {
    super(
        server,
        null,
        null,
        new ArrayByteBufferPool.Quadratic(),
        1,
        Selectors.count(),
        withSmallBuffers(http));
    this.scheduler = scheduler;
    limits = new ConnectionLimits(most, rateLimiter, ticker);
    addBean(limits);
    http.addCustomizer(limits);
    HeaderTimeout.keep(this, scheduler);
  }

  /** A connection keeps the buffer of its request as long as the response is written. */
  private static HttpConnectionFactory withSmallBuffers(HttpConfiguration http) {
    HttpConnectionFactory connections = new HttpConnectionFactory(http);
    connections.setInputBufferSize(REQUEST_BUFFER_BYTES);
    return connections;
  }

  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    if (failure instanceof ClosedChannelException) {
      return false;
    }
    if (!(failure instanceof IOException)) {
      return super.handleAcceptFailure(failure);
    }
    limits.makeRoom("a connection could not be accepted (" + failure.getMessage() + ")");
    setAccepting(false);
    Future<?> unused =
        scheduler.schedule(() -> setAccepting(true), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    return true;
  }
}
