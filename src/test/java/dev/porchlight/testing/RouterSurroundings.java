package dev.porchlight.testing;

import dev.porchlight.llm.resilience.FailoverRouter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Random;

/** What upstreams need around them, on a time that a test moves and always with the same chance. */
public final class RouterSurroundings {

  private RouterSurroundings() {}

  public static FailoverRouter.Surroundings on(ManualScheduler time) {
    return new FailoverRouter.Surroundings(
        time, time, () -> Instant.EPOCH, Runnable::run, new Random(7), new SimpleMeterRegistry());
  }
}
