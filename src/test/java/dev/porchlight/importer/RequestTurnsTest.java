package dev.porchlight.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long requests wait for their turn. */
final class RequestTurnsTest {

  private final ManualPacer pacer = new ManualPacer();
  private final RequestTurns turns = new RequestTurns(pacer);

  @Test
  void theFirstRequestDoesNotWait() throws InterruptedException {
    turns.await();

    assertThat(pacer.pauses()).isEmpty();
  }

  @Test
  void timeThatHasPassedCounts() throws InterruptedException {
    turns.await();
    pacer.pass(Duration.ofMillis(400));
    turns.await();
    pacer.pass(Duration.ofSeconds(2));
    turns.await();

    assertThat(pacer.pauses()).containsExactly(Duration.ofMillis(600));
  }

  @Test
  void theIntervalIsFromOneToTenSeconds() throws InterruptedException {
    turns.await();
    turns.setInterval(Duration.ZERO);
    turns.await();
    turns.setInterval(Duration.ofHours(1));
    turns.await();

    assertThat(pacer.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }
}
