package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.DispatcherStats;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.concurrent.BatchingExecutor;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ExtractiveAnswerer;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.llm.budget.HistoryWindow;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.metrics.Metrics;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.web.ChatHandlers;
import dev.porchlight.web.EventStreamRegistry;
import dev.porchlight.web.ExceptionMapper;
import dev.porchlight.web.HostCheck;
import dev.porchlight.web.JettyConfig;
import dev.porchlight.web.OriginCheck;
import dev.porchlight.web.OwnerHandlers;
import dev.porchlight.web.RateLimitGuard;
import dev.porchlight.web.RequestBodyReader;
import dev.porchlight.web.RequestContent;
import dev.porchlight.web.RequestLog;
import dev.porchlight.web.StatusHandlers;
import dev.porchlight.web.StreamRuntime;
import dev.porchlight.web.files.StaticFiles;
import dev.porchlight.web.files.ThemeHandler;
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
public final class PorchlightServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PorchlightServer.class);

  /** Nothing blocks for long, so that a few threads serve any number of streams. */
  public static final int MAX_THREADS = 48;

  /** How long running answers may go on when the server is asked to stop. */
  private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(20);

  /** How long the streams' last events may take to get through. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  /** How long what the threads are at may take once the server has stopped. */
  private static final Duration THREADS_STOP_LIMIT = Duration.ofMillis(500);

  /** The longest that closing takes; a host such as Heroku kills what still runs after 30 s. */
  public static final Duration CLOSE_LIMIT =
      SHUTDOWN_PATIENCE.plus(DRAIN_LIMIT).plus(JettyConfig.STOP_LIMIT).plus(THREADS_STOP_LIMIT);

  private final Settings settings;
  private final ScheduledExecutorService scheduler;
  private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
  private final HttpClient upstreamClient;
  private final @Nullable FailoverRouter router;
  private final QuestionDispatcher dispatcher;
  private final RateLimitGuard guard;
  private final EventStreamRegistry eventStreams;
  private final HostCheck hostCheck;
  private final JettyConfig server;
  private final Javalin app;

  private PorchlightServer(Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    this.settings = settings;
    this.scheduler = scheduler;
    threads.setName("web");
    threads.setStopTimeout(THREADS_STOP_LIMIT.toMillis());
    upstreamClient =
        HttpClientFactory.create(
            threads, new ScheduledExecutorScheduler("upstream-connections", true));
    KnowledgeBase knowledge = knowledge(settings.contentFolder());
    UpstreamFactory setup =
        new UpstreamFactory(settings, upstreamClient, scheduler, ticker, threads);
    router = setup.upstreams();
    dispatcher =
        new QuestionDispatcher(
            settings.answerLimits(),
            new RetrievalPrompts(knowledge, new HistoryWindow(settings.models().historyTokens())),
            router,
            new ExtractiveFallback(new ExtractiveAnswerer(knowledge)),
            knowledge.fingerprint() + setup.fingerprint(),
            new StreamIds(),
            scheduler,
            ticker,
            threads);
    RateLimiter rateLimiter = new RateLimiter(settings.rateLimits(), ticker);
    guard = new RateLimitGuard(new ClientAddressResolver(settings.trustedProxies()), rateLimiter);
    hostCheck = new HostCheck(settings.names(), settings.trustedProxies(), ticker);
    eventStreams =
        new EventStreamRegistry(
            settings.heartbeat(),
            EventStreamRegistry.mostInHeap(Runtime.getRuntime().maxMemory()),
            new StreamRuntime(scheduler, ticker, new BatchingExecutor(threads)));
    server =
        new JettyConfig(settings.host(), settings.port(), threads, rateLimiter, scheduler, ticker);
    app = Javalin.create(config -> configure(config, knowledge.persona()));
  }

  /**
   * Starts the server on the real clock.
   *
   * @throws StartupException where it cannot listen
   * @throws dev.porchlight.knowledge.content.ContentException where the owner's pages cannot be
   *     read
   */
  public static PorchlightServer start(Settings settings) {
    return start(settings, Schedulers.real(), Ticker.systemTicker());
  }

  /** Starts the server on another clock. */
  public static PorchlightServer start(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    PorchlightServer server = create(settings, scheduler, ticker);
    server.start();
    return server;
  }

  /** Wires the server without starting it. */
  public static PorchlightServer create(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker) {
    return new PorchlightServer(settings, scheduler, ticker);
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
      throw new StartupException(
          "port %d cannot be listened on: %s.".formatted(settings.port(), cause.getMessage()), e);
    }
  }

  /** Fails before Jetty logs a stack trace of its own, so that the owner gets one line. */
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
        .formatted(
            address(), router == null ? ExtractiveFallback.DESCRIPTION : router.description());
  }

  /** The address for a browser on this machine. */
  public URI address() {
    String host = settings.host() == null ? "localhost" : settings.host();
    return URI.create("http://%s:%d".formatted(host, app.port()));
  }

  /** What the dispatcher is doing now. */
  public DispatcherStats state() {
    return dispatcher.state();
  }

  /** How many visitors' connections are being written to. */
  public int openStreams() {
    return eventStreams.open();
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
        dispatcher.shutDown(patience).thenCompose(closed -> eventStreams.drained()),
        patience.plus(DRAIN_LIMIT));
    stop();
  }

  /** For what tests routes by itself. */
  public Javalin app() {
    return app;
  }

  private void stop() {
    stopServer();
    if (router != null) {
      router.close();
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
    JettyConfig.secureResponses(config, settings.allowedOrigins());
    config.routes.before(hostCheck::check);
    config.routes.before(RequestContent::checkFraming);
    Timers timers = new Timers(scheduler, threads);
    config.resourceHandler(new StaticFiles(settings.frontendFolder(), timers));
    ThemeHandler theme = ThemeHandler.read(settings.contentFolder(), timers);
    get(config.routes, "/theme.css", theme::serve);
    config.requestLogger.http(RequestLog::log);
    ExceptionMapper.declare(config.routes);
    declare(
        config.routes,
        new ChatHandlers(
            dispatcher,
            eventStreams,
            new OriginCheck(settings.names(), settings.trustedProxies()),
            guard,
            new RequestBodyReader(
                RequestBodyReader.mostInHeap(Runtime.getRuntime().maxMemory()), guard, timers)),
        new StatusHandlers(
            new StatusHandlers.Config(
                persona.name(), persona.greeting(), persona.questions(), settings.heartbeat()),
            this::readiness),
        new OwnerHandlers(
            settings.ownerToken(),
            guard,
            new Metrics(dispatcher, eventStreams, router)::scrape,
            timers));
  }

  private StatusHandlers.Readiness readiness() {
    List<UpstreamStatus> snapshots = router == null ? List.of() : router.snapshots();
    return new StatusHandlers.Readiness(
        dispatcher.isOpen(),
        snapshots.stream()
            .map(upstream -> upstream.state().name().toLowerCase(Locale.ROOT))
            .toList());
  }

  private static void declare(
      RoutesConfig routes, ChatHandlers chat, StatusHandlers site, OwnerHandlers owner) {
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

  private static KnowledgeBase knowledge(@Nullable Path folder) {
    return folder == null ? KnowledgeBase.packed() : KnowledgeBase.in(folder);
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
