package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.Desk;
import dev.porchlight.answer.DeskState;
import dev.porchlight.concurrent.BatchingExecutor;
import dev.porchlight.knowledge.Extract;
import dev.porchlight.knowledge.Knowledge;
import dev.porchlight.knowledge.Persona;
import dev.porchlight.model.UpstreamHttpClient;
import dev.porchlight.model.UpstreamSnapshot;
import dev.porchlight.model.Upstreams;
import dev.porchlight.visitor.AddressRule;
import dev.porchlight.visitor.VisitorLimits;
import dev.porchlight.web.ChatHandlers;
import dev.porchlight.web.ErrorResponses;
import dev.porchlight.web.EventStreams;
import dev.porchlight.web.OwnerHandlers;
import dev.porchlight.web.OwnerTheme;
import dev.porchlight.web.RequestLog;
import dev.porchlight.web.ServerSetup;
import dev.porchlight.web.SiteHandlers;
import dev.porchlight.web.StreamTime;
import dev.porchlight.web.Visitors;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole server: wires the parts, declares the routes, and stops everything in order. */
public final class Site implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Site.class);

  /** Nothing blocks for long, so that a few threads serve any number of streams. */
  static final int MAX_THREADS = 48;

  /** How long running answers may go on when the server is asked to stop. */
  private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(20);

  /** How long the streams' last events may take to get through. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  /** How long what the threads are at may take once the server has stopped. */
  private static final Duration THREADS_STOP_LIMIT = Duration.ofMillis(500);

  /** The longest that closing takes; a host such as Heroku kills what still runs after 30 s. */
  static final Duration CLOSE_LIMIT =
      SHUTDOWN_PATIENCE.plus(DRAIN_LIMIT).plus(ServerSetup.STOP_LIMIT).plus(THREADS_STOP_LIMIT);

  private final Settings settings;
  private final ScheduledExecutorService scheduler;
  private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
  private final HttpClient upstreamClient;
  private final @Nullable Upstreams upstreams;
  private final Desk desk;
  private final Visitors visitors;
  private final EventStreams streams;
  private final ServerSetup server;
  private final Javalin app;

  private Site(Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    this.settings = settings;
    this.scheduler = scheduler;
    threads.setName("web");
    threads.setStopTimeout(THREADS_STOP_LIMIT.toMillis());
    upstreamClient =
        UpstreamHttpClient.create(
            threads, new ScheduledExecutorScheduler("upstream-connections", true));
    Knowledge knowledge = knowledge(settings.contentFolder());
    UpstreamSetup setup = new UpstreamSetup(settings, upstreamClient, scheduler, ticker, threads);
    upstreams = setup.upstreams();
    desk =
        new Desk(
            settings.answerLimits(),
            new Grounding(knowledge),
            upstreams,
            new SiteQuotes(new Extract(knowledge)),
            knowledge.fingerprint() + setup.fingerprint(),
            new StreamIds(),
            scheduler,
            ticker,
            threads);
    visitors =
        new Visitors(
            new AddressRule(settings.trustedProxies()),
            new VisitorLimits(settings.visitorQuotas(), ticker));
    streams =
        new EventStreams(
            settings.heartbeat(),
            EventStreams.mostInHeap(Runtime.getRuntime().maxMemory()),
            new StreamTime(scheduler, ticker, new BatchingExecutor(threads)));
    server = new ServerSetup(settings.host(), settings.port(), threads, scheduler);
    app = Javalin.create(config -> configure(config, knowledge.persona()));
  }

  /**
   * Starts the server on the real clock.
   *
   * @throws SiteStartException where it cannot listen
   * @throws dev.porchlight.knowledge.ContentException where the owner's pages cannot be read
   */
  public static Site start(Settings settings) {
    return start(settings, Timers.real(), Ticker.systemTicker());
  }

  /** Starts the server on another clock. */
  public static Site start(Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    Site site = create(settings, scheduler, ticker);
    site.start();
    return site;
  }

  /** Wires the server without starting it. */
  static Site create(Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    return new Site(settings, scheduler, ticker);
  }

  private void start() {
    try {
      checkThatThePortIsFree();
      threads.start();
      upstreamClient.start();
      app.start();
    } catch (Exception e) {
      stop();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SiteStartException(
          "port %d cannot be listened on: %s.".formatted(settings.port(), cause.getMessage()), e);
    }
  }

  /** Before the server logs a failure of its own: the owner gets one line. */
  private void checkThatThePortIsFree() throws IOException {
    String host = settings.host();
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(
          host == null
              ? new InetSocketAddress(settings.port())
              : new InetSocketAddress(host, settings.port()));
    }
  }

  /** Where it listens and which model answers, in one line. */
  public String description() {
    return "Porchlight listens on %s; answers come from %s."
        .formatted(address(), upstreams == null ? SiteQuotes.DESCRIPTION : upstreams.description());
  }

  /** The address for a browser on this machine. */
  public URI address() {
    String host = settings.host() == null ? "localhost" : settings.host();
    return URI.create("http://%s:%d".formatted(host, app.port()));
  }

  /** What is going on at the desk. */
  public DeskState state() {
    return desk.state();
  }

  /** How many visitors' connections are being written to. */
  public int openStreams() {
    return streams.open();
  }

  /** Stops as a host asks for it: running answers may finish for a while. */
  @Override
  public void close() {
    close(SHUTDOWN_PATIENCE);
  }

  /** Stops accepting, lets running answers finish, ends the rest with an error event. */
  public void close(Duration patience) {
    server.stopAccepting();
    await(
        desk.shutDown(patience).thenCompose(closed -> streams.drained()),
        patience.plus(DRAIN_LIMIT));
    stop();
  }

  /** For what tests routes by itself. */
  Javalin app() {
    return app;
  }

  private void stop() {
    stopServer();
    if (upstreams != null) {
      upstreams.close();
    }
    LifeCycle.stop(upstreamClient);
    LifeCycle.stop(threads);
    scheduler.shutdownNow();
  }

  private void stopServer() {
    try {
      app.stop();
    } catch (JavalinException e) {
      log.warn("some connections were cut: {}", e.getMessage());
    }
  }

  private void configure(JavalinConfig config, Persona persona) {
    server.apply(config);
    ServerSetup.secureResponses(config, settings.allowedOrigins());
    ServerSetup.servePage(config, settings.frontendFolder());
    OwnerTheme theme = OwnerTheme.read(settings.contentFolder());
    get(config.routes, "/theme.css", theme::serve);
    config.requestLogger.http(RequestLog::log);
    ErrorResponses.declare(config.routes);
    declare(
        config.routes,
        new ChatHandlers(desk, streams, visitors, scheduler),
        new SiteHandlers(
            new SiteHandlers.Config(
                persona.name(), persona.greeting(), persona.questions(), settings.heartbeat()),
            this::readiness),
        new OwnerHandlers(
            settings.ownerToken(), visitors, new Metrics(desk, streams, upstreams)::scrape));
  }

  private SiteHandlers.Readiness readiness() {
    List<UpstreamSnapshot> snapshots = upstreams == null ? List.of() : upstreams.snapshots();
    return new SiteHandlers.Readiness(
        desk.isOpen(),
        snapshots.stream()
            .map(upstream -> upstream.state().name().toLowerCase(Locale.ROOT))
            .toList());
  }

  private static void declare(
      RoutesConfig routes, ChatHandlers chat, SiteHandlers site, OwnerHandlers owner) {
    routes.post("/chat", chat::ask);
    routes.get("/chat/{id}", chat::resume);
    routes.head("/chat/{id}", chat::peek);
    routes.delete("/chat/{id}", chat::stop);
    routes.post("/chat/{id}/feedback", chat::rate);
    routes.options("/chat", ctx -> ctx.status(204).header("Allow", "POST, OPTIONS"));
    routes.options(
        "/chat/{id}", ctx -> ctx.status(204).header("Allow", "GET, HEAD, DELETE, OPTIONS"));
    routes.options("/chat/{id}/feedback", ctx -> ctx.status(204).header("Allow", "POST, OPTIONS"));
    get(routes, "/healthz", site::health);
    get(routes, "/readyz", site::readiness);
    get(routes, "/config", site::config);
    get(routes, "/metrics", owner::metrics);
  }

  /** Answers HEAD as GET; Jetty leaves the body out. */
  private static void get(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private static Knowledge knowledge(@Nullable Path folder) {
    return folder == null ? Knowledge.packed() : Knowledge.in(folder);
  }

  private static void await(CompletionStage<Void> stage, Duration limit) {
    try {
      stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("some streams did not end in time");
    } catch (ExecutionException e) {
      log.warn("some streams did not end well", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
