package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.web.connection.ConnectionLimits;
import dev.porchlight.web.connection.VisitorConnector;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/** How Javalin and its Jetty are set up, apart from the routes. For one server. */
public final class JettyConfig {

  /** How long requests that are no streams may go on when the server stops. */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  /** Longer than a host's router keeps its connections, so that it never finds one closed. */
  private static final Duration CONNECTION_IDLE_LIMIT = Duration.ofSeconds(95);

  /** When the server stops, a connection on which nothing goes on is kept no longer than this. */
  private static final Duration SHUTDOWN_IDLE_LIMIT = Duration.ofMillis(100);

  private static final Set<HandlerType> PAGE_METHODS = Set.of(HandlerType.GET, HandlerType.HEAD);

  /** What the owner's other pages load. */
  private static final String EMBED_SCRIPT = "/embed.js";

  private final @Nullable String host;
  private final int port;
  private final ThreadPool threads;
  private final RateLimiter rateLimiter;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private volatile @Nullable ServerConnector connector;

  /**
   * @param host the address to listen on, or null for all
   * @param port 0 for any free one
   * @param rateLimiter how many connections an address may have open
   * @param scheduler keeps the deadline of a request's head
   */
  public JettyConfig(
      @Nullable String host,
      int port,
      ThreadPool threads,
      RateLimiter rateLimiter,
      ScheduledExecutorService scheduler,
      Ticker ticker) {
    this.host = host;
    this.port = port;
    this.threads = threads;
    this.rateLimiter = rateLimiter;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * Listens there, with nothing of Javalin's that gets in a stream's way.
   *
   * @param publicUrl the address that visitors call it by, or null where that is not set
   */
  public void apply(JavalinConfig config, @Nullable URI publicUrl) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.asyncTimeout = 0;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server.setStopTimeout(STOP_LIMIT.toMillis()));
    config.jetty.modifyHttpConfiguration(JettyConfig::configure);
    config.jetty.modifyHttpConfiguration(http -> PublicPath.addTo(http, publicUrl));
    redirectToPage(config, publicUrl);
    config.jetty.addConnector((server, http) -> connector(server, http));
  }

  /** The page's own addresses are relative to a path that ends in a slash. */
  private static void redirectToPage(JavalinConfig config, @Nullable URI publicUrl) {
    String path = PublicPath.of(publicUrl);
    if (!path.isEmpty()) {
      config.routes.before(
          path,
          ctx -> {
            if (PAGE_METHODS.contains(ctx.method())) {
              ctx.redirect(path + "/");
              ctx.skipRemainingHandlers();
            }
          });
    }
  }

  /** Closes the listening socket; connections that are open stay so. */
  public void stopAccepting() {
    ServerConnector listening = connector;
    if (listening != null) {
      listening.close();
    }
  }

  /**
   * Puts the security headers on every response, Jetty's own refusals too, which become problem
   * documents.
   *
   * @param allowedOrigins the sites that may frame the page
   * @param imageOrigins where answers show images from
   */
  public static void secureResponses(
      JavalinConfig config, List<String> allowedOrigins, List<String> imageOrigins) {
    Map<String, String> securityHeaders = SecurityHeaders.of(allowedOrigins, imageOrigins);
    config.routes.before(ctx -> securityHeaders.forEach(ctx::header));
    config.routes.before(
        EMBED_SCRIPT, ctx -> ctx.header(SecurityHeaders.RESOURCE_POLICY, "cross-origin"));
    config.jetty.modifyServer(
        server -> server.setErrorHandler(new JettyErrorHandler(securityHeaders)));
  }

  /**
   * Bodies that Javalin writes are kept until the request is over, so that none waits to be read.
   */
  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setOutputAggregationSize(http.getOutputBufferSize());
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector listening =
        new VisitorConnector(
            server, http, ConnectionLimits.mostInProcess(), rateLimiter, scheduler, ticker);
    listening.setHost(host);
    listening.setPort(port);
    listening.setIdleTimeout(CONNECTION_IDLE_LIMIT.toMillis());
    listening.setShutdownIdleTimeout(SHUTDOWN_IDLE_LIMIT.toMillis());
    listening.setAcceptQueueSize(1024);
    connector = listening;
    return listening;
  }
}
