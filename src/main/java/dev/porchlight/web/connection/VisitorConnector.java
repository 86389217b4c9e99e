package dev.porchlight.web.connection;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.ratelimit.RateLimiter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts visitors' connections within {@link ConnectionLimits}, and goes on accepting when a
 * connection can't be accepted, as where the process has no file descriptor left ({@code EMFILE}).
 */
public final class VisitorConnector extends ServerConnector {

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
    super(server, 1, 1, new HttpConnectionFactory(http));
    this.scheduler = scheduler;
    limits = new ConnectionLimits(most, rateLimiter, ticker);
    addBean(limits);
    http.addCustomizer(limits);
    HeaderTimeout.keep(this, scheduler);
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
