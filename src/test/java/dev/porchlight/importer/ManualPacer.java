package dev.porchlight.importer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that only passes while somebody pauses. */
final class ManualPacer implements Pacer {

  private final List<Duration> pauses = new ArrayList<>();
  private long now;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void pause(Duration duration) {
    pauses.add(duration);
    now += duration.toNanos();
  }

  void pass(Duration duration) {
    now += duration.toNanos();
  }

  List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
