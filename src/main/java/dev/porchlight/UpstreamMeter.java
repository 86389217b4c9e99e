package dev.porchlight;

import dev.porchlight.model.UpstreamSnapshot;
import dev.porchlight.model.Upstreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Registers the numbers of one upstream, by its name. */
final class UpstreamMeter {

  private final MeterRegistry registry;
  private final Upstreams upstreams;
  private final int index;
  private final Tags name;

  UpstreamMeter(MeterRegistry registry, Upstreams upstreams, int index) {
    this.registry = registry;
    this.upstreams = upstreams;
    this.index = index;
    this.name = Tags.of("upstream", upstreams.snapshots().get(index).name());
  }

  void gauge(String meter, String what, Tags tags, ToDoubleFunction<UpstreamSnapshot> value) {
    Gauge.builder(meter, upstreams, all -> value.applyAsDouble(all.snapshots().get(index)))
        .description(what)
        .tags(name.and(tags))
        .register(registry);
  }

  void count(String meter, String what, Tags tags, ToDoubleFunction<UpstreamSnapshot> value) {
    FunctionCounter.builder(
            meter, upstreams, all -> value.applyAsDouble(all.snapshots().get(index)))
        .description(what)
        .tags(name.and(tags))
        .register(registry);
  }
}
