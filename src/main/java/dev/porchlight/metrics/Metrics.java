package dev.porchlight.metrics;

import dev.porchlight.answer.DispatcherStats;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.answer.log.Opinion;
import dev.porchlight.concurrent.FaultIsolation;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.UpstreamStatus;
import dev.porchlight.web.EventStreamRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The owner's numbers: who is served, who waits, what was saved and what was spent. */
public final class Metrics {

  private final PrometheusMeterRegistry registry;

  /** The registry that the parts count into. */
  public static PrometheusMeterRegistry newRegistry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  /**
   * @param registry of {@link #newRegistry}, in which the parts have registered their own meters
   */
  public Metrics(
      PrometheusMeterRegistry registry,
      QuestionDispatcher dispatcher,
      EventStreamRegistry eventStreams,
      @Nullable FailoverRouter router) {
    this.registry = registry;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    Gauge.builder("porchlight.connections", eventStreams, EventStreamRegistry::open)
        .description("Visitors' connections that a stream is written to")
        .register(registry);
    gauge(
        dispatcher,
        "porchlight.answers.open",
        "Answers waiting or being written",
        DispatcherStats::openAnswers);
    gauge(dispatcher, "porchlight.queue.running", "Calls that run", DispatcherStats::calls);
    gauge(
        dispatcher,
        "porchlight.queue.waiting",
        "Questions in the admission queue",
        DispatcherStats::waiting);
    gauge(dispatcher, "porchlight.streams", "Streams that can be read", DispatcherStats::streams);
    FunctionCounter.builder("porchlight.faults", this, of -> FaultIsolation.faults())
        .description("Steps that failed for a fault of our own")
        .register(registry);
    feedback(dispatcher, true, DispatcherStats::helpful);
    feedback(dispatcher, false, DispatcherStats::unhelpful);
    Arrays.stream(Opinion.values())
        .filter(Opinion::isReason)
        .forEach(reason -> unhelpful(dispatcher, reason));
    if (router != null) {
      for (int i = 0; i < router.snapshots().size(); i++) {
        bind(router, i);
      }
    }
  }

  private void bind(FailoverRouter router, int index) {
    UpstreamMetrics meter = new UpstreamMetrics(registry, router, index);
    for (UpstreamStatus.State state : UpstreamStatus.State.values()) {
      meter.gauge(
          "porchlight.upstream.state",
          "1 for the state that it is in",
          Tags.of("state", state.wireName()),
          now -> now.state() == state ? 1 : 0);
    }
    meter.gauge(
        "porchlight.upstream.cooldown.seconds",
        "How long no call goes to it",
        Tags.empty(),
        s -> seconds(s.remaining()));
    meter.gauge(
        "porchlight.upstream.calls.running",
        "Calls that have not ended",
        Tags.empty(),
        UpstreamStatus::callsInFlight);
    meter.gauge(
        "porchlight.upstream.tokens.spent",
        "Tokens spent today, by UTC",
        Tags.empty(),
        UpstreamStatus::tokensSpent);
    meter.gauge(
        "porchlight.upstream.tokens.reserved",
        "Tokens that running calls may spend",
        Tags.empty(),
        UpstreamStatus::tokensReserved);
    meter.gauge(
        "porchlight.upstream.tokens.budget",
        "Tokens allowed a day; NaN for any number",
        Tags.empty(),
        s -> budget(s.dailyTokenBudget()));
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis() / 1000.0;
  }

  private static double budget(@Nullable Long tokens) {
    return tokens == null ? Double.NaN : tokens;
  }

  public String scrape() {
    return registry.scrape();
  }

  private void gauge(
      QuestionDispatcher dispatcher,
      String name,
      String what,
      ToDoubleFunction<DispatcherStats> value) {
    Gauge.builder(name, dispatcher, of -> value.applyAsDouble(of.state()))
        .description(what)
        .register(registry);
  }

  private void unhelpful(QuestionDispatcher dispatcher, Opinion reason) {
    Gauge.builder("porchlight.feedback.reasons", dispatcher, of -> of.unhelpful(reason))
        .description("Answers that did not help, by why")
        .tag("reason", reason.wireName())
        .register(registry);
  }

  /** A gauge, since a visitor may think again. */
  private void feedback(
      QuestionDispatcher dispatcher, boolean helpful, ToDoubleFunction<DispatcherStats> value) {
    Gauge.builder("porchlight.feedback", dispatcher, of -> value.applyAsDouble(of.state()))
        .description("Answers by what their visitors thought of them")
        .tag("helpful", Boolean.toString(helpful))
        .register(registry);
  }
}
