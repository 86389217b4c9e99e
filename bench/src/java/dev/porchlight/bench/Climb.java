package dev.porchlight.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds how much a server carries: more and more streams, until they are late. */
final class Climb {

  /** The deltas that the upstream sends in a second once all streams are open. */
  static final String PACE = "pace";

  private static final int RATE = 50;
  private static final double MOST_ADDED_P99_MS = 100;

  private Climb() {}

  /**
   * The reading of the last step that was carried, or of the first where none was. A step is tried
   * twice, since a pause of the machine is not the server's.
   */
  static Reading run(RunningServer server, List<Integer> steps, int seconds)
      throws IOException, InterruptedException {
    @Nullable Reading carried = null;
    for (int streams : steps) {
      Reading next = step(server, streams, seconds);
      if (!isCarried(next)) {
        next = step(server, streams, seconds);
      }
      if (!isCarried(next)) {
        return carried == null ? next : carried;
      }
      carried = next;
    }
    return Objects.requireNonNull(carried);
  }

  private static Reading step(RunningServer server, int streams, int seconds)
      throws IOException, InterruptedException {
    String load = "--streams %d --ramp 200 --rate %d --count 300 --seconds %d";
    Reading reading = LoadGenerator.run(server, load.formatted(streams, RATE, seconds));
    System.err.printf("%d streams of %d deltas a second: %s%n", streams, RATE, reading.values());
    Map<String, Double> values = new TreeMap<>(reading.values());
    values.put(PACE, (double) streams * RATE);
    return new Reading(values);
  }

  private static boolean isCarried(Reading reading) {
    Double p99 = reading.get(Figure.ADDED_P99.key());
    boolean isWhole =
        reading.count("refused") + reading.count("broken") + reading.count("lost") == 0;
    return isWhole && p99 != null && p99 < MOST_ADDED_P99_MS;
  }
}
