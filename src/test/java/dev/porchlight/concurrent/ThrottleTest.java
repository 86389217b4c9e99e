package dev.porchlight.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

  private final ManualScheduler time = new ManualScheduler();
  private final Throttle throttle = new Throttle(Duration.ofMinutes(1), time);

  @Test
  void oneIsLetThroughAtOnceAndOneInEachInterval() {
    assertThat(passed(3)).isOne();
    time.advance(Duration.ofSeconds(59));
    assertThat(passed(3)).isZero();
    time.advance(Duration.ofSeconds(1));
    assertThat(passed(3)).isOne();
    time.advance(Duration.ofHours(1));
    assertThat(passed(3)).as("what was not used is not saved up").isOne();
  }

  @Test
  void ofManyThreadsOneIsLetThrough() {
    assertThat(IntStream.range(0, 1000).parallel().filter(i -> throttle.tryPass()).count()).isOne();
  }

  private long passed(int tries) {
    return IntStream.range(0, tries).filter(i -> throttle.tryPass()).count();
  }
}
