package dev.porchlight.llm.resilience;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The meters of the calls to one upstream. Safe for use by any thread. */
final class CallMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(60)
  };

  private final Ticker ticker;
  private final Counter calls;
  private final Counter ended;
  private final Counter retries;
  private final Map<FailureCode, Counter> failures = new EnumMap<>(FailureCode.class);
  private final Counter promptTokens;
  private final Counter cachedTokens;
  private final Counter completionTokens;
  private final Timer firstText;
  private final Timer wholeAnswer;

  /**
   * @param ticker monotonic time
   */
  CallMetrics(MeterRegistry meters, String upstream, Ticker ticker) {
    this.ticker = ticker;
    Tags tags = Tags.of("upstream", upstream);
    this.calls = counter(meters, "porchlight.upstream.calls", "Calls started", tags);
    this.ended = counter(meters, "porchlight.upstream.calls.ended", "Calls ended", tags);
    this.retries =
        counter(
            meters,
            "porchlight.upstream.retries",
            "Calls that were not the first of their answer",
            tags);
    this.promptTokens = tokens(meters, tags, "prompt");
    this.cachedTokens = tokens(meters, tags, "cached");
    this.completionTokens = tokens(meters, tags, "completion");
    for (FailureCode code : FailureCode.values()) {
      failures.put(
          code,
          counter(
              meters,
              "porchlight.upstream.failures",
              "Calls that failed",
              tags.and("code", code.wireName())));
    }
    this.firstText =
        timer(meters, "porchlight.upstream.first.text", "From the call to its first text", tags);
    this.wholeAnswer =
        timer(meters, "porchlight.upstream.answer", "From the call to the end of its answer", tags);
  }

  /** Measures one call from now on. */
  Sample startTimer() {
    return new Sample(ticker.read());
  }

  void started(boolean retry) {
    calls.increment();
    if (retry) {
      retries.increment();
    }
  }

  void ended() {
    ended.increment();
  }

  void failed(FailureCode code) {
    Objects.requireNonNull(failures.get(code)).increment();
  }

  /** Counts what the upstream reports; what it had in its prompt cache is a part of the prompt. */
  void used(TokenUsage usage) {
    promptTokens.increment((double) usage.promptTokens());
    cachedTokens.increment((double) usage.cachedTokens());
    completionTokens.increment((double) usage.completionTokens());
  }

  long calls() {
    return (long) calls.count();
  }

  long retries() {
    return (long) retries.count();
  }

  long inFlight() {
    long endedByNow = (long) ended.count();
    return Math.max(0, calls() - endedByNow);
  }

  /** How many calls failed, by what the failure was; none that is 0. */
  Map<FailureCode, Long> failures() {
    Map<FailureCode, Long> counts = new EnumMap<>(FailureCode.class);
    failures.forEach(
        (code, counter) -> {
          if (counter.count() > 0) {
            counts.put(code, (long) counter.count());
          }
        });
    return counts;
  }

  /** The time of one call. */
  final class Sample {
    private final long startNanos;

    private Sample(long startNanos) {
      this.startNanos = startNanos;
    }

    void firstText() {
      firstText.record(elapsed());
    }

    void wholeAnswer() {
      wholeAnswer.record(elapsed());
    }

    private Duration elapsed() {
      return Duration.ofNanos(ticker.read() - startNanos);
    }
  }

  private static Counter tokens(MeterRegistry meters, Tags tags, String kind) {
    return counter(
        meters,
        "porchlight.upstream.tokens",
        "Tokens as the upstream reports them",
        tags.and("kind", kind));
  }

  private static Counter counter(MeterRegistry meters, String name, String what, Tags tags) {
    return Counter.builder(name).description(what).tags(tags).register(meters);
  }

  private static Timer timer(MeterRegistry meters, String name, String what, Tags tags) {
    return Timer.builder(name)
        .description(what)
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
