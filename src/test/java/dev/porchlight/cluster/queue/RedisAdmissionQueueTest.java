package dev.porchlight.cluster.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.cluster.RedisForTests;
import java.time.InstantSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue of all machines, of which there is one. */
final class RedisAdmissionQueueTest extends AdmissionQueueContract {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Override
  AdmissionQueue queue(int calls, int length) {
    return redis
        .machines()
        .join(Ticker.systemTicker(), InstantSource.system())
        .queues()
        .create(calls, length);
  }
}
