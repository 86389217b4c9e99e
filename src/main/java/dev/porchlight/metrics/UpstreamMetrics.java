package dev.porchlight.metrics;

import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.UpstreamStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Registers the numbers of one upstream, by its name. */
final class UpstreamMetrics {

  private final MeterRegistry registry;
  private final FailoverRouter router;
  private final int index;
  private final Tags name;

  UpstreamMetrics(MeterRegistry registry, FailoverRouter router, int index) {
    this.registry = registry;
    this.router = router;
    this.index = index;
    this.name = Tags.of("upstream", router.snapshots().get(index).name());
  }

  void gauge(String meter, String what, Tags tags, ToDoubleFunction<UpstreamStatus> value) {
    Gauge.builder(meter, router, all -> value.applyAsDouble(all.snapshots().get(index)))
        .description(what)
        .tags(name.and(tags))
        .register(registry);
  }
}
