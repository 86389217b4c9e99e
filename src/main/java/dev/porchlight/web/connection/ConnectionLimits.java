package dev.porchlight.web.connection;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.porchlight.concurrent.Throttle;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.ratelimit.Reservation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections that are open: those of one address, and all. Where an address has too
 * many, the next is closed at once. Where there are too many in all, those that have been idle for
 * longest are closed to make room; a connection is idle while no request is in progress on it. Safe
 * for use by any thread.
 */
public final class ConnectionLimits
    implements SelectorManager.AcceptListener, Connection.Listener, HttpConfiguration.Customizer {

  private static final Logger log = LoggerFactory.getLogger(ConnectionLimits.class);

  /** What an idle connection may take, with the buffer of a request's head that has begun. */
  private static final int HEAP_BYTES_PER_CONNECTION = 32 * 1024;

  /** File descriptors that are kept for files, calls to a model, and the JVM itself. */
  private static final int RESERVED_DESCRIPTORS = 256;

  /** The part of the idle connections that makes room, so that it is not looked for each time. */
  private static final int CLOSED_PART = 8;

  private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

  private final int most;
  private final RateLimiter rateLimiter;
  private final Throttle ofOneAddress;
  private final Throttle ofAll;
  private final ClientAddressResolver peers = new ClientAddressResolver(0);
  private final Map<SelectableChannel, Reservation> open = new ConcurrentHashMap<>();

  /** When each idle connection became so, in an order of its own. */
  private final Map<EndPoint, Long> idle = new ConcurrentHashMap<>();

  private final AtomicLong order = new AtomicLong();

  /**
   * @param most how many may be open in all
   * @param rateLimiter how many may be open of one address
   * @param ticker monotonic time
   */
  public ConnectionLimits(int most, RateLimiter rateLimiter, Ticker ticker) {
    this.most = most;
    this.rateLimiter = rateLimiter;
    this.ofOneAddress = new Throttle(WARNING_INTERVAL, ticker);
    this.ofAll = new Throttle(WARNING_INTERVAL, ticker);
  }

  /**
   * How many may be open in this process: 8,192 in a heap of 256 MB, and fewer where the system
   * allows it fewer file descriptors.
   */
  public static int mostInProcess() {
    long byHeap = Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_CONNECTION;
    long byDescriptors = descriptors() - Math.min(RESERVED_DESCRIPTORS, descriptors() / 4);
    return (int) Math.min(Integer.MAX_VALUE, Math.min(byHeap, byDescriptors));
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    RateLimitDecision decision = rateLimiter.tryConnect(peers.visitor(peer(channel), List.of()));
    if (!(decision instanceof RateLimitDecision.Admitted admitted)) {
      warnOfOneAddress(((RateLimitDecision.Refused) decision).policy().quota());
      IO.close(channel);
      return;
    }
    open.put(channel, admitted.reservation());
    if (open.size() > most && !makeRoom(open.size() + " connections are open")) {
      IO.close(channel);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    Reservation reservation = open.remove(channel);
    if (reservation != null) {
      reservation.giveBack();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    idle(connection.getEndPoint());
  }

  @Override
  public void onClosed(Connection connection) {
    idle.remove(connection.getEndPoint());
  }

  /** The request's connection is not idle until the response is complete. */
  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    EndPoint visitor = request.getConnectionMetaData().getConnection().getEndPoint();
    idle.remove(visitor);
    Request.addCompletionListener(request, failure -> idle(visitor));
    return request;
  }

  /**
   * Closes some of the connections that have been idle for longest.
   *
   * @param why for the log, which says it once a minute
   * @return whether there were any
   */
  boolean makeRoom(String why) {
    List<EndPoint> longestFirst =
        idle.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    if (ofAll.tryPass()) {
      log.warn(
          "{}; those that have been idle for longest are closed ({} are idle)",
          why,
          longestFirst.size());
    }
    longestFirst.stream()
        .limit((longestFirst.size() + CLOSED_PART - 1) / CLOSED_PART)
        .forEach(visitor -> visitor.close(new TimeoutException("closed to make room for others")));
    return !longestFirst.isEmpty();
  }

  /** How many connections are idle. */
  int idle() {
    return idle.size();
  }

  private void idle(EndPoint visitor) {
    idle.put(visitor, order.getAndIncrement());
    if (!visitor.isOpen()) {
      idle.remove(visitor);
    }
  }

  private void warnOfOneAddress(int quota) {
    if (ofOneAddress.tryPass()) {
      log.warn(
          "an address opens more than {} connections at once, and those are closed; VISITOR_CONNECTIONS"
              + " sets how many it may, and where the address is your proxy’s, set TRUSTED_PROXIES to"
              + " the number of proxies in front",
          quota);
    }
  }

  private static String peer(SelectableChannel channel) {
    try {
      return ((SocketChannel) channel).getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
