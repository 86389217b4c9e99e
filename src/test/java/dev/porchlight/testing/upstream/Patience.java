package dev.porchlight.testing.upstream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for what must come: far longer than it ever takes. As an extension of every
 * test class it makes Awaitility as patient, and lets it look often.
 */
public final class Patience implements BeforeAllCallback {
  public static final Duration LIMIT = Duration.ofSeconds(60);

  /** The same, as sockets take it. */
  public static final int MILLIS = Math.toIntExact(LIMIT.toMillis());

  /** So short that what has come is seen at once; a look may cost a round trip. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  @Override
  public void beforeAll(ExtensionContext tests) {
    Awaitility.setDefaultTimeout(LIMIT);
    Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    Awaitility.setDefaultPollDelay(Duration.ZERO);
  }

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
        .untilAsserted(() -> Assertions.assertThat(count.getAsInt()).as(what).isZero());
  }
}
