package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerCache;
import dev.porchlight.answer.SharedAnswer;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The answers to first questions of one process. */
final class InMemoryAnswerCacheTest extends AnswerCacheContract {

  private final AnswerCache cache =
      AnswerCache.inMemory(
          1 << 20, KEPT_FOR, Ticker.systemTicker(), Runnable::run, new SimpleMeterRegistry());

  @Override
  AnswerCache first() {
    return cache;
  }

  @Override
  AnswerCache second() {
    return cache;
  }

  @Override
  Timers timers() {
    return new Timers(new ManualScheduler(), Runnable::run);
  }

  @Override
  void admit(SharedAnswer answer) {
    answer.admitted().complete(true);
  }
}
