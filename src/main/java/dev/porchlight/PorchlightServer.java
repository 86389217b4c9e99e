package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.DispatcherStats;
import dev.porchlight.config.Role;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentWatcher;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.messages.LeftMessages;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.web.JettyConfig;
import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's life cycle: starts what {@link Components} wires and {@link Routes} declares, and
 * stops it in order.
 */
public final class PorchlightServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PorchlightServer.class);

  /** How long running answers may go on when the server is asked to stop. */
  private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(20);

  /** How long the streams' last events may take to get through. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  /** The longest that closing takes; a host such as Heroku kills what still runs after 30 s. */
  public static final Duration CLOSE_LIMIT =
      SHUTDOWN_PATIENCE
          .plus(DRAIN_LIMIT)
          .plus(JettyConfig.STOP_LIMIT)
          .plus(Components.THREADS_STOP_LIMIT);

  /** Nothing blocks for long, so that a few threads serve any number of streams. */
  public static final int MAX_THREADS = 48;

  private final Components components;
  private final Javalin app;

  private PorchlightServer(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker, InstantSource clock) {
    components = new Components(settings, scheduler, ticker, clock);
    app = Javalin.create(new Routes(components)::declare);
  }

  /**
   * Starts the server on the real clock.
   *
   * @throws StartupException where it cannot listen
   * @throws dev.porchlight.knowledge.content.ContentException where the owner's pages cannot be
   *     read
   */
  public static PorchlightServer start(Settings settings) {
    return start(settings, Schedulers.real(), Ticker.systemTicker(), InstantSource.system());
  }

  /**
   * Starts the server on another clock.
   *
   * @param ticker tells how much time has passed
   * @param clock tells what time it is
   */
  public static PorchlightServer start(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker, InstantSource clock) {
    PorchlightServer server = create(settings, scheduler, ticker, clock);
    server.start();
    return server;
  }

  /** Wires the server without starting it. */
  public static PorchlightServer create(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker, InstantSource clock) {
    return new PorchlightServer(settings, scheduler, ticker, clock);
  }

  private void start() {
    String host = components.settings.host();
    int port = components.settings.port();
    try {
      checkThatThePortIsFree();
      components.threads.start();
      components.upstreamClient.start();
      app.start();
      components.settings.warnings().forEach(log::warn);
      checkUpstreams();
      serveCalls();
      embedPassages();
      watchContent();
      deliverMessages();
    } catch (Exception e) {
      stop();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartupException(
          "%s cannot be listened on: %s. Set %s."
              .formatted(
                  host == null ? "port " + port : "port %d of %s".formatted(port, host),
                  cause.getMessage(),
                  host == null
                      ? "PORT to a free one"
                      : "HOST to an address of this machine, and PORT to a free port"),
          e);
    }
  }

  /** A machine that calls no model checks none. */
  private void checkUpstreams() {
    if (components.settings.role() != Role.WEB) {
      new UpstreamCheck(
              components.settings.models(),
              components.settings.costs(),
              components.upstreamClient,
              components.scheduler,
              components.upstreamCauses)
          .start(components.budgets);
    }
  }

  private void serveCalls() {
    if (components.callService != null) {
      components.callService.serve(components.servedModels);
    }
  }

  private void embedPassages() {
    SemanticSearch semantic = components.semantic;
    if (semantic != null) {
      components.content.onChange(semantic::update);
      semantic.update();
    }
  }

  private void deliverMessages() {
    MessageStore store = components.stores.messages();
    if (components.outbox != null && store != null) {
      components.outbox.start();
      LeftMessages left = components.stores.leftMessages();
      if (left != null) {
        MessageLimits limits = MessageOutboxFactory.limits(components.settings.messages());
        components.timers.execute(() -> left.moveTo(store, limits));
      }
    }
  }

  private void watchContent() {
    Path folder = components.settings.contentFolder();
    if (folder != null) {
      ContentWatcher.start(folder, components.content, components.timers);
    }
  }

  /** Fails before Jetty logs a stack trace of its own, so that the owner gets one line. */
  private void checkThatThePortIsFree() throws IOException {
    String host = components.settings.host();
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(
          host == null
              ? new InetSocketAddress(components.settings.port())
              : new InetSocketAddress(host, components.settings.port()));
    }
  }

  /** Where it listens and which model answers, in one line. */
  public String description() {
    FailoverRouter router = components.router;
    return router == null
        ? "Porchlight listens on %s; answers come from %s."
            .formatted(address(), ExtractiveFallback.DESCRIPTION)
        : "Porchlight listens on %s; questions go to %s."
            .formatted(address(), router.description());
  }

  /** The address for a browser on this machine. */
  public URI address() {
    String host = components.settings.host() == null ? "localhost" : components.settings.host();
    return URI.create("http://%s:%d".formatted(host, app.port()));
  }

  /** What the dispatcher is doing now. */
  public DispatcherStats state() {
    return components.dispatcher.state();
  }

  /** How many visitors' connections are being written to. */
  public int openStreams() {
    return components.eventStreams.open();
  }

  /** Stops as a host asks for it: running answers may finish for a while. */
  @Override
  public void close() {
    close(SHUTDOWN_PATIENCE);
  }

  /** Stops accepting, lets running answers finish, ends the rest with an error event. */
  public void close(Duration patience) {
    components.jetty.stopAccepting();
    CompletionStage<Void> answered =
        components
            .dispatcher
            .shutDown(patience)
            .thenCompose(closed -> components.eventStreams.drained());
    await(
        CompletableFuture.allOf(
            answered.toCompletableFuture(),
            callsServed(patience).toCompletableFuture(),
            messageDelivered().toCompletableFuture()),
        patience.plus(DRAIN_LIMIT));
    stop();
  }

  private CompletionStage<Void> callsServed(Duration patience) {
    return components.callService == null
        ? CompletableFuture.completedFuture(null)
        : components.callService.leave(patience);
  }

  private CompletionStage<Void> messageDelivered() {
    return components.outbox == null
        ? CompletableFuture.completedFuture(null)
        : components.outbox.shutDown();
  }

  /** For what tests routes by itself. */
  public Javalin app() {
    return app;
  }

  private void stop() {
    stopServer();
    FailoverRouter router = components.router;
    if (router != null) {
      router.close();
    }
    if (components.outbox != null) {
      components.outbox.close();
    }
    components.closeStores();
    LifeCycle.stop(components.upstreamClient);
    LifeCycle.stop(components.threads);
    components.scheduler.shutdownNow();
  }

  private void stopServer() {
    try {
      app.stop();
    } catch (JavalinException e) {
      log.warn("some connections were cut: {}", e.getMessage());
    }
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
