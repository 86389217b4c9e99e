package dev.porchlight;

import dev.porchlight.cluster.Cluster;
import dev.porchlight.config.Role;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.web.ChatHandlers;
import dev.porchlight.web.ExceptionMapper;
import dev.porchlight.web.JettyConfig;
import dev.porchlight.web.MessageHandlers;
import dev.porchlight.web.PageHandler;
import dev.porchlight.web.RequestContent;
import dev.porchlight.web.RequestLog;
import dev.porchlight.web.StatusHandlers;
import dev.porchlight.web.files.BrandFiles;
import dev.porchlight.web.files.PageFile;
import dev.porchlight.web.files.StaticFiles;
import dev.porchlight.web.files.ThemeHandler;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.List;

/** Every route of the server, and what each request passes before it. */
final class Routes {

  private final Components components;
  private final Settings settings;

  Routes(Components components) {
    this.components = components;
    this.settings = components.settings;
  }

  void declare(JavalinConfig config) {
    components.jetty.apply(config, settings.names().publicUrl());
    JettyConfig.secureResponses(config, settings.allowedOrigins(), settings.site().imageOrigins());
    config.requestLogger.http(RequestLog::log);
    RoutesConfig routes = config.routes;
    ExceptionMapper.declare(routes);
    routes.before(components.hostCheck::check);
    routes.before(RequestContent::checkFraming);
    if (settings.role() == Role.WORKER) {
      declareHealth(routes);
      new OwnerRoutes(components).declareMetrics(routes);
      return;
    }
    config.resourceHandler(new StaticFiles(settings.frontendFolder(), components.timers));
    routes.before("/", components.frames::check);
    declareChat(routes);
    declareStatus(routes);
    declareMessages(routes);
    new OwnerRoutes(components).declare(routes);
    declarePage(routes);
  }

  private void declarePage(RoutesConfig routes) {
    BrandFiles brand = new BrandFiles(settings.contentFolder(), components.timers);
    PageFile index = new PageFile("index.html", settings.frontendFolder(), components.timers);
    ThemeHandler theme = new ThemeHandler(settings.contentFolder(), components.timers);
    PageHandler page =
        new PageHandler(index, brand, theme, this::config, settings.names().publicUrl());
    get(routes, "/theme.css", theme::serve);
    get(routes, "/", page::index);
    get(routes, "/index.html", page::index);
    get(routes, "/manifest.webmanifest", page::manifest);
    get(routes, "/brand/{name}", brand::serve);
  }

  private void declareChat(RoutesConfig routes) {
    ChatHandlers chat =
        new ChatHandlers(
            components.dispatcher,
            components.eventStreams,
            components.originCheck,
            components.guard,
            components.bodies);
    routes.post("/chat", chat::ask);
    options(routes, "/chat", "POST, OPTIONS");
    routes.get("/chat/{id}", chat::resume);
    routes.head("/chat/{id}", chat::peek);
    routes.delete("/chat/{id}", chat::stop);
    options(routes, "/chat/{id}", "GET, HEAD, DELETE, OPTIONS");
    routes.post("/chat/{id}/feedback", chat::rate);
    options(routes, "/chat/{id}/feedback", "POST, OPTIONS");
  }

  private void declareMessages(RoutesConfig routes) {
    MessageHandlers messages =
        new MessageHandlers(
            components.outbox,
            components.originCheck,
            components.guard,
            components.bodies,
            components.clock,
            components.threads,
            new StreamIds());
    routes.post("/messages", messages::leave);
    options(routes, "/messages", "POST, OPTIONS");
  }

  private void declareStatus(RoutesConfig routes) {
    get(routes, "/config", declareHealth(routes)::config);
  }

  private StatusHandlers declareHealth(RoutesConfig routes) {
    StatusHandlers status = new StatusHandlers(this::config, this::readiness);
    get(routes, "/healthz", status::health);
    get(routes, "/readyz", status::readiness);
    return status;
  }

  private StatusHandlers.Config config() {
    Persona persona = components.content.get().persona();
    return new StatusHandlers.Config(
        persona.name(),
        persona.description(),
        persona.greeting(),
        persona.greetings(),
        persona.questions(),
        components.router != null,
        components.outbox != null && components.outbox.isOffered(),
        new StatusHandlers.Privacy(
            components.ownerAccess.isOpen(), Components.unansweredDays(settings)),
        settings.heartbeat());
  }

  private StatusHandlers.Readiness readiness() {
    List<UpstreamStatus> upstreams =
        components.router == null ? List.of() : components.router.snapshots();
    Cluster cluster = components.cluster;
    return new StatusHandlers.Readiness(
        components.dispatcher.isOpen(),
        cluster == null ? null : cluster.state(),
        cluster == null || cluster.isReached(),
        upstreams.stream().map(upstream -> upstream.state().wireName()).toList());
  }

  /** Answers HEAD as GET; Jetty leaves the body out. */
  private static void get(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private static void options(RoutesConfig routes, String path, String allowed) {
    routes.options(path, ctx -> ctx.status(204).header("Allow", allowed));
  }
}
