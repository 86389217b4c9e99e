package dev.porchlight.web.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose visitor drips the head of a request, which Jetty's idle timeout takes
 * for life. It looks at them every now and then, on the scheduler's thread alone.
 */
final class HeaderTimeout {

  private static final Logger log = LoggerFactory.getLogger(HeaderTimeout.class);

  /** How long the head of a request may take. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int CHECKS = 5;

  private final Connector connector;
  private Map<Connection, Progress> seen = Map.of();

  private HeaderTimeout(Connector connector) {
    this.connector = connector;
  }

  static void keep(Connector connector, ScheduledExecutorService scheduler) {
    long periodNanos = LIMIT.dividedBy(CHECKS).toNanos();
    Future<?> unused =
        scheduler.scheduleWithFixedDelay(
            new HeaderTimeout(connector)::check, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    Map<Connection, Progress> now = new HashMap<>();
    for (EndPoint visitor : connector.getConnectedEndPoints()) {
      try {
        check(visitor, now);
      } catch (RuntimeException e) {
        log.warn("a connection could not be looked at", e);
      }
    }
    seen = now;
  }

  private void check(EndPoint visitor, Map<Connection, Progress> now) {
    Connection connection = visitor.getConnection();
    if (connection == null) {
      return;
    }
    Progress progress = Progress.of(connection, seen.get(connection));
    now.put(connection, progress);
    if (progress.checksInHead() >= CHECKS) {
      visitor.close(new TimeoutException("the head of a request took longer than " + LIMIT));
    }
  }

  /**
   * How far a connection has come.
   *
   * @param requests how many heads were whole
   * @param responses how many responses had begun
   * @param bytes how many bytes had come when nothing of another head had
   * @param checksInHead how many checks in a row have found a head begun and not whole
   */
  record Progress(long requests, long responses, long bytes, int checksInHead) {

    private static final Progress NONE = new Progress(0, 0, 0, 0);

    static Progress of(Connection connection, @Nullable Progress seen) {
      Progress before = seen == null ? NONE : seen;
      long requests = connection.getMessagesIn();
      long responses = connection.getMessagesOut();
      long bytes = connection.getBytesIn();
      boolean cameOn = requests != before.requests || responses != before.responses;
      return cameOn || requests > responses
          ? new Progress(requests, responses, bytes, 0)
          : before.at(bytes);
    }

    private Progress at(long nowBytes) {
      return new Progress(requests, responses, bytes, nowBytes > bytes ? checksInHead + 1 : 0);
    }
  }
}
