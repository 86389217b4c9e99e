package dev.porchlight.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A time limit that is put off is set anew only where its timer has fired. */
final class ResettableTimeoutTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualScheduler time = new ManualScheduler();
  private int overs;
  private final ResettableTimeout timeout =
      new ResettableTimeout(new Timers(time, Runnable::run), time, this::due);

  private void due() {
    overs += timeout.isOver() ? 1 : 0;
  }

  @Test
  void itIsOverOnceTheLimitHasPassed() {
    timeout.start(LIMIT);
    time.advance(LIMIT.minusNanos(1));
    assertThat(overs).isZero();
    time.advance(Duration.ofNanos(1));
    assertThat(overs).isEqualTo(1);
  }

  @Test
  void whatIsPutOffCountsFromThenOnWithOneTimer() {
    timeout.start(LIMIT);
    for (int i = 0; i < 100; i++) {
      time.advance(Duration.ofSeconds(9));
      timeout.putOff();
      assertThat(time.pending()).isEqualTo(1);
    }
    time.advance(LIMIT.minusNanos(1));
    assertThat(overs).isZero();
    time.advance(Duration.ofNanos(1));
    assertThat(overs).isEqualTo(1);
  }

  @Test
  void aNewStartReplacesTheLimitBeforeIt() {
    timeout.start(LIMIT);
    timeout.start(Duration.ofSeconds(30));
    assertThat(time.pending()).isEqualTo(1);
    time.advance(Duration.ofSeconds(29));
    assertThat(overs).isZero();
    time.advance(Duration.ofSeconds(1));
    assertThat(overs).isEqualTo(1);
  }

  @Test
  void aCancelledOneIsNeverOver() {
    timeout.start(LIMIT);
    timeout.cancel();
    time.advance(LIMIT.multipliedBy(2));
    assertThat(overs).isZero();
    assertThat(timeout.isOver()).isFalse();
    assertThat(time.pending()).isZero();
  }
}
