package dev.porchlight;

import dev.porchlight.answer.Desk;
import dev.porchlight.answer.DeskState;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.UpstreamSnapshot;
import dev.porchlight.model.Upstreams;
import dev.porchlight.web.EventStreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The owner's numbers: who is served, who waits, what was saved and what was spent. */
final class Metrics {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  Metrics(Desk desk, EventStreams streams, @Nullable Upstreams upstreams) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    Gauge.builder("porchlight.connections", streams, EventStreams::open)
        .description("Visitors' connections that a stream is written to")
        .register(registry);
    gauge(
        desk,
        "porchlight.answers.open",
        "Answers waiting or being written",
        DeskState::openAnswers);
    gauge(desk, "porchlight.line.calls", "Calls that run", DeskState::calls);
    gauge(desk, "porchlight.line.waiting", "Questions that wait in the line", DeskState::waiting);
    gauge(desk, "porchlight.streams", "Streams that can be read", DeskState::streams);
    feedback(desk, true, DeskState::helpful);
    feedback(desk, false, DeskState::unhelpful);
    count(
        desk,
        "porchlight.common.hits",
        "Questions found common",
        s -> s.commonQuestions().hitCount());
    count(
        desk,
        "porchlight.common.misses",
        "First questions found new",
        s -> s.commonQuestions().missCount());
    if (upstreams != null) {
      for (int i = 0; i < upstreams.snapshots().size(); i++) {
        bind(upstreams, i);
      }
    }
  }

  private void bind(Upstreams upstreams, int index) {
    UpstreamMeter meter = new UpstreamMeter(registry, upstreams, index);
    for (UpstreamSnapshot.State state : UpstreamSnapshot.State.values()) {
      meter.gauge(
          "porchlight.upstream.state",
          "1 for the state that it is in",
          Tags.of("state", state.wireName()),
          now -> now.state() == state ? 1 : 0);
    }
    meter.gauge(
        "porchlight.upstream.reopens.seconds",
        "How long it is left alone",
        Tags.empty(),
        s -> seconds(s.reopensIn()));
    meter.gauge(
        "porchlight.upstream.calls.running",
        "Calls that have not ended",
        Tags.empty(),
        UpstreamSnapshot::callsInFlight);
    meter.gauge(
        "porchlight.upstream.tokens.spent",
        "Tokens spent today, by UTC",
        Tags.empty(),
        UpstreamSnapshot::tokensSpent);
    meter.gauge(
        "porchlight.upstream.tokens.reserved",
        "Tokens that running calls may spend",
        Tags.empty(),
        UpstreamSnapshot::tokensReserved);
    meter.gauge(
        "porchlight.upstream.tokens.budget",
        "Tokens allowed a day; NaN for any number",
        Tags.empty(),
        s -> budget(s.dailyTokenBudget()));
    meter.count(
        "porchlight.upstream.calls", "Calls started", Tags.empty(), UpstreamSnapshot::calls);
    meter.count(
        "porchlight.upstream.retries",
        "Calls that were not the first of their answer",
        Tags.empty(),
        UpstreamSnapshot::retries);
    for (FailureCode code : FailureCode.values()) {
      meter.count(
          "porchlight.upstream.failures",
          "Calls that failed",
          Tags.of("code", code.wireName()),
          s -> s.failures().getOrDefault(code, 0L));
    }
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis() / 1000.0;
  }

  private static double budget(@Nullable Long tokens) {
    return tokens == null ? Double.NaN : tokens;
  }

  String scrape() {
    return registry.scrape();
  }

  private void gauge(Desk desk, String name, String what, ToDoubleFunction<DeskState> value) {
    Gauge.builder(name, desk, of -> value.applyAsDouble(of.state()))
        .description(what)
        .register(registry);
  }

  /** A gauge, since a visitor may think again. */
  private void feedback(Desk desk, boolean helpful, ToDoubleFunction<DeskState> value) {
    Gauge.builder("porchlight.feedback", desk, of -> value.applyAsDouble(of.state()))
        .description("Answers by what their visitors thought of them")
        .tag("helpful", Boolean.toString(helpful))
        .register(registry);
  }

  private void count(Desk desk, String name, String what, ToDoubleFunction<DeskState> value) {
    FunctionCounter.builder(name, desk, of -> value.applyAsDouble(of.state()))
        .description(what)
        .register(registry);
  }
}
