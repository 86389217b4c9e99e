package dev.porchlight.cluster.queue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.concurrent.Timers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;

/** The queue of one process. */
final class InMemoryAdmissionQueueTest extends AdmissionQueueContract {

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
    executor.shutdownNow();
  }

  @Override
  AdmissionQueue queue(int calls, int length) {
    return AdmissionQueue.inMemory(
        calls, length, new Timers(scheduler, executor), Ticker.systemTicker());
  }
}
