package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many calls there were at one upstream, and what became of them. Safe for any thread. */
final class CallMetrics {
  private final LongAdder calls = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final Map<FailureCode, LongAdder> failures = new ConcurrentHashMap<>();

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
    failures.computeIfAbsent(code, unused -> new LongAdder()).increment();
  }

  long calls() {
    return calls.sum();
  }

  long retries() {
    return retries.sum();
  }

  long inFlight() {
    long endedByNow = ended.sum();
    return Math.max(0, calls.sum() - endedByNow);
  }

  Map<FailureCode, Long> failures() {
    Map<FailureCode, Long> sums = new EnumMap<>(FailureCode.class);
    failures.forEach((code, count) -> sums.put(code, count.sum()));
    return sums;
  }
}
