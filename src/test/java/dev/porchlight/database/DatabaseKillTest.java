package dev.porchlight.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.owner.DayStore.Figure;
import dev.porchlight.testing.upstream.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a write acknowledged is there, however the process ended. */
final class DatabaseKillTest {

  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final int MOST_WRITES = 200;
  private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
  private static final Figure WRITES = new Figure("writes", "all");

  @TempDir Path folder;

  @Test
  void nothingThatWasAcknowledgedIsLostWhereTheProcessIsKilled() throws Exception {
    Random random = new Random(7);
    long acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged = writeAndKill(1 + random.nextInt(MOST_WRITES));
      try (Database database = Database.open(folder, Ticker.systemTicker())) {
        assertThat(database.isRecordLost()).isFalse();
        assertThat(written(database)).isBetween(acknowledged, acknowledged + 1);
      }
    }
    assertThat(acknowledged).isGreaterThan(KILLS);
  }

  /** Gives the last number that was acknowledged, which is that of all writes so far. */
  private long writeAndKill(int writes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = 0;
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (int i = 0; i < writes; i++) {
        last = Long.parseLong(out.readLine());
      }
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Long.parseLong(line);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    return last;
  }

  private static long written(Database database) {
    return new SqliteDayStore(database).read().getOrDefault(DAY, Map.of()).getOrDefault(WRITES, 0L);
  }

  /** Counts in the database, and prints each number once it is written. */
  static final class Writer {

    private Writer() {}

    /** Counts in the folder that is the first argument. */
    public static void main(String[] args) {
      try (Database database = Database.open(Path.of(args[0]), Ticker.systemTicker())) {
        SqliteDayStore store = new SqliteDayStore(database);
        for (long number = written(database) + 1; ; number++) {
          store.add(Map.of(DAY, Map.of(WRITES, 1L)), DAY);
          System.out.writeBytes((number + "\n").getBytes(UTF_8));
          System.out.flush();
        }
      }
    }
  }
}
