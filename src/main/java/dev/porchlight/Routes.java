package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.ContentReport;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.web.ChatHandlers;
import dev.porchlight.web.ExceptionMapper;
import dev.porchlight.web.JettyConfig;
import dev.porchlight.web.MessageHandlers;
import dev.porchlight.web.OwnerHandlers;
import dev.porchlight.web.OwnerMessageHandlers;
import dev.porchlight.web.RequestContent;
import dev.porchlight.web.RequestLog;
import dev.porchlight.web.StatusHandlers;
import dev.porchlight.web.files.StaticFiles;
import dev.porchlight.web.files.ThemeHandler;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    JettyConfig.secureResponses(config, settings.allowedOrigins());
    config.requestLogger.http(RequestLog::log);
    config.resourceHandler(new StaticFiles(settings.frontendFolder(), components.timers));

    RoutesConfig routes = config.routes;
    ExceptionMapper.declare(routes);
    routes.before(components.hostCheck::check);
    routes.before(RequestContent::checkFraming);
    routes.before("/", components.frames::check);
    declareChat(routes);
    declareStatus(routes);
    declareMessages(routes);
    OwnerHandlers owner = owner();
    get(routes, "/metrics", owner::metrics);
    routes.post("/owner/api/reload", owner::reload);
    routes.get("/owner/api/visitor", owner::visitor);
    routes.get("/owner/api/days", owner::days);
    routes.get("/owner/api/budgets", owner::budgets);
    routes.get("/owner/api/unanswered", owner::unanswered);
    routes.delete("/owner/api/unanswered/{id}", owner::eraseUnanswered);
    ThemeHandler theme = new ThemeHandler(settings.contentFolder(), components.timers);
    get(routes, "/theme.css", theme::serve);
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
    OwnerMessageHandlers owner =
        new OwnerMessageHandlers(components.ownerAccess, components.outbox, components.threads);
    routes.get("/owner/api/messages", owner::list);
    routes.get("/owner/api/messages/delivered", owner::delivered);
    routes.delete("/owner/api/messages/{id}", owner::erase);
  }

  private void declareStatus(RoutesConfig routes) {
    StatusHandlers status = new StatusHandlers(this::config, this::readiness);
    get(routes, "/healthz", status::health);
    get(routes, "/readyz", status::readiness);
    get(routes, "/config", status::config);
  }

  private StatusHandlers.Config config() {
    Persona persona = components.content.get().persona();
    return new StatusHandlers.Config(
        persona.name(),
        persona.greeting(),
        persona.greetings(),
        persona.questions(),
        components.router != null,
        components.outbox != null && components.outbox.isOffered(),
        settings.heartbeat());
  }

  private OwnerHandlers owner() {
    return new OwnerHandlers(
        components.ownerAccess,
        components.guard,
        components.metrics::scrape,
        this::reload,
        components.unanswered,
        components.figures,
        components.budgets::list,
        components.timers);
  }

  private OwnerHandlers.@Nullable ContentState reload() {
    ContentLibrary.Reload reload = components.content.reload();
    if (reload == null) {
      return null;
    }
    ContentReport report = reload.report();
    return new OwnerHandlers.ContentState(
        reload.changed(), report.pages(), report.passages(), report.leftOut(), report.warnings());
  }

  private StatusHandlers.Readiness readiness() {
    List<UpstreamStatus> upstreams =
        components.router == null ? List.of() : components.router.snapshots();
    return new StatusHandlers.Readiness(
        components.dispatcher.isOpen(),
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
