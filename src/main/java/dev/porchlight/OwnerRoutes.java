package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.encoding.WholeSeconds;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.web.OwnerContentHandlers;
import dev.porchlight.web.OwnerHandlers;
import dev.porchlight.web.OwnerMessageHandlers;
import dev.porchlight.web.OwnerSessionHandlers;
import dev.porchlight.web.UpstreamState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routes of the owner: the metrics, the page's session, and what the page shows and does. */
final class OwnerRoutes {

  private final Components components;

  OwnerRoutes(Components components) {
    this.components = components;
  }

  void declare(RoutesConfig routes) {
    OwnerHandlers owner = declareMetrics(routes);
    declareSession(routes);
    get(routes, "/owner/api/visitor", owner::visitor);
    get(routes, "/owner/api/days", owner::days);
    get(routes, "/owner/api/budgets", owner::budgets);
    get(routes, "/owner/api/upstreams", owner::upstreams);
    get(routes, "/owner/api/unanswered", owner::unanswered);
    routes.delete("/owner/api/unanswered/{id}", owner::eraseUnanswered);
    declareContent(routes);
    declareMessages(routes);
  }

  /** The metrics alone; also for a machine that serves no page. */
  OwnerHandlers declareMetrics(RoutesConfig routes) {
    OwnerHandlers owner =
        new OwnerHandlers(
            components.ownerAccess,
            components.guard,
            components.metrics::scrape,
            components.unanswered,
            components.figures,
            components.budgets::list,
            this::upstreams,
            components.timers);
    get(routes, "/metrics", owner::metrics);
    return owner;
  }

  private void declareSession(RoutesConfig routes) {
    OwnerSessionHandlers session =
        new OwnerSessionHandlers(
            components.ownerAccess,
            components.guard,
            components.originCheck,
            components.settings.names(),
            components.settings.trustedProxies(),
            components.bodies);
    routes.before("/owner", session::enter);
    routes.before("/owner/*", session::enter);
    get(routes, "/owner/session", session::state);
    routes.post("/owner/session", session::signIn);
    routes.delete("/owner/session", session::signOut);
  }

  private void declareContent(RoutesConfig routes) {
    OwnerContentHandlers content =
        new OwnerContentHandlers(
            components.ownerAccess,
            new OwnersContent(
                components.content, components.settings.contentFolder(), components.timers),
            components.unanswered,
            components.bodies,
            components.timers);
    get(routes, "/owner/api/content", content::state);
    routes.post("/owner/api/reload", content::reload);
    routes.post("/owner/api/faq", content::write);
  }

  private void declareMessages(RoutesConfig routes) {
    OwnerMessageHandlers messages =
        new OwnerMessageHandlers(components.ownerAccess, components.outbox, components.threads);
    get(routes, "/owner/api/messages", messages::list);
    get(routes, "/owner/api/messages/delivered", messages::delivered);
    routes.delete("/owner/api/messages/{id}", messages::erase);
  }

  /** Answers HEAD as GET; Jetty leaves the body out. */
  private static void get(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private List<UpstreamState> upstreams() {
    FailoverRouter router = components.router;
    return router == null ? List.of() : router.snapshots().stream().map(this::stateOf).toList();
  }

  private UpstreamState stateOf(UpstreamStatus status) {
    Settings.Models models = components.settings.models();
    EndpointConfig endpoint =
        status.name().equals(FailoverRouter.FALLBACK) ? models.fallback() : models.upstream();
    Duration remaining = status.remaining();
    Map<String, Long> failures = new TreeMap<>();
    status.failures().forEach((code, times) -> failures.put(code.wireName(), times));
    return new UpstreamState(
        status.name(),
        endpoint == null ? "" : endpoint.model(),
        endpoint == null ? "" : endpoint.endpoint().getRawAuthority(),
        status.state().wireName(),
        remaining == null ? null : Long.valueOf(WholeSeconds.roundedUp(remaining)),
        status.callsInFlight(),
        status.calls(),
        failures,
        lastFailure(status.name()));
  }

  private UpstreamState.@Nullable Failure lastFailure(String upstream) {
    UpstreamCauses.Cause cause = components.upstreamCauses.of(upstream);
    return cause == null
        ? null
        : new UpstreamState.Failure(cause.sentences(), cause.at().toString());
  }
}
