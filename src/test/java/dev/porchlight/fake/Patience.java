package dev.porchlight.fake;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** How long a test waits for what must come: far longer than it ever takes. */
final class Patience {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private Patience() {}

  static <T> T await(String what, CompletableFuture<T> future) {
    try {
      return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Waited " + LIMIT + " in vain until " + what, e);
    } catch (ExecutionException e) {
      throw new AssertionError("Failed while waiting until " + what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting until " + what, e);
    }
  }

  static void awaitZero(String what, IntSupplier count) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> Assertions.assertThat(count.getAsInt()).as(what).isZero());
  }
}
