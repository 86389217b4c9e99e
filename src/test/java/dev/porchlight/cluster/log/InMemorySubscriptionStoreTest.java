package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;

/** The streams of one process. */
final class InMemorySubscriptionStoreTest extends SubscriptionStoreContract {

  private final SubscriptionStore store =
      SubscriptionStore.inMemory(1 << 20, Ticker.systemTicker(), Runnable::run);

  @Override
  SubscriptionStore opened() {
    return store;
  }

  @Override
  SubscriptionStore looked() {
    return store;
  }

  @Override
  Timers timers() {
    return new Timers(new ManualScheduler(), Runnable::run);
  }
}
