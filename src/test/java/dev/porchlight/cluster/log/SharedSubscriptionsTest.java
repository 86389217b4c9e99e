package dev.porchlight.cluster.log;

import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The streams of several machines, over a real Redis. */
final class SharedSubscriptionsTest extends SubscriptionStoreContract {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private SubscriptionStore opened;
  private SubscriptionStore looked;

  @BeforeEach
  void join() {
    opened = Site.of(redis.machines(), Site.LONG).streams();
    looked = Site.of(redis.machines(), Site.LONG).streams();
  }

  @Override
  SubscriptionStore opened() {
    return opened;
  }

  @Override
  SubscriptionStore looked() {
    return looked;
  }

  @Override
  Timers timers() {
    return redis.machines().timers();
  }
}
