package dev.porchlight.cluster.log;

import static dev.porchlight.cluster.log.PublishTicks.TICK;
import static dev.porchlight.cluster.log.PublishTicks.UNHURRIED_TICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PublishTicksTest {

  private final ManualScheduler time = new ManualScheduler();
  private final PublishTicks ticks =
      new PublishTicks(new Timers(time, Runnable::run), Runnable::run);
  private final List<String> published = new ArrayList<>();

  @Test
  void whatComesWithinATickIsPublishedAtItsEnd() {
    ticks.add(() -> published.add("one"));
    time.advance(TICK.dividedBy(2));
    ticks.add(() -> published.add("another"));
    assertThat(published).isEmpty();
    time.advance(TICK.dividedBy(2));
    assertThat(published).containsExactly("one", "another");
    assertThat(time.pending()).isZero();
  }

  @Test
  void whatNobodyWaitsForDoesNotHurryAndHoldsNothingUp() {
    ticks.addUnhurried("answer", () -> published.add("unhurried"));
    ticks.add(() -> published.add("hurried"));
    time.advance(TICK);
    assertThat(published).containsExactly("hurried");
    time.advance(UNHURRIED_TICK.minus(TICK));
    assertThat(published).containsExactly("hurried", "unhurried");
  }

  @Test
  void whatIsAddedWithinATickIsForTheNextOne() {
    ticks.add(() -> ticks.add(() -> published.add("next")));
    time.advance(TICK);
    assertThat(published).isEmpty();
    time.advance(TICK);
    assertThat(published).containsExactly("next");
  }
}
