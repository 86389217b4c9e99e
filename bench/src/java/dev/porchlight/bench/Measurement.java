package dev.porchlight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures one server after another and enters what it finds in a table. For one thread. */
final class Measurement {

  static final Path READINGS = Path.of("target", "bench", "readings.txt");

  private static final Path QUESTIONS = Path.of("bench", "questions.txt");

  /** Not measured: what compilers and pools need before the figures of a server are its own. */
  private static final List<String> WARM_UP =
      List.of(
          "--streams 32 --total 200 --rate 0 --count 2000 --seconds 15",
          "--streams 200 --ramp 200 --rate 50 --count 50 --seconds 8");

  private final Options options;
  private final Upstream upstream;
  private final Table table;
  private boolean sound = true;

  Measurement(Options options, Upstream upstream, Table table) {
    this.options = options;
    this.upstream = upstream;
    this.table = table;
  }

  /** Whether every server that must be sound answered every question wholly and in order. */
  boolean isSound() {
    return sound;
  }

  /** Measures one server: its starts, each row on one start of it, and its own answers. */
  void measure(Server server) throws IOException, InterruptedException {
    for (Row row : options.rows()) {
      if (row.work() instanceof Row.Starts starts && server.isStarted()) {
        measureStarts(server, row, options.quick() ? starts.quickTimes() : starts.times());
      }
    }
    try (RunningServer running = server.start(upstream)) {
      boolean warm = false;
      for (Row row : options.rows()) {
        if (!warm && !row.name().equals("first") && isLoad(row)) {
          warmUp(running);
          warm = true;
        }
        measureRunning(server, running, row);
      }
    }
    for (Row row : options.rows()) {
      if (row.work() instanceof Row.RetrievalLoad load) {
        measureRetrieval(server, row, pick(load.options(), load.quickOptions()));
      }
    }
  }

  private static boolean isLoad(Row row) {
    return row.work() instanceof Row.Load
        || row.work() instanceof Row.CacheLoad
        || row.work() instanceof Row.Steps
        || row.work() instanceof Row.CountedLoad;
  }

  private void measureStarts(Server server, Row row, int times)
      throws IOException, InterruptedException {
    double[] seconds = new double[times];
    for (int i = 0; i < times; i++) {
      try (RunningServer running = server.start(upstream)) {
        seconds[i] = running.startTime().toMillis() / 1e3;
      }
    }
    Arrays.sort(seconds);
    enter(server, row, new Reading(Map.of("start_seconds", seconds[times / 2])));
  }

  private void warmUp(RunningServer running) throws IOException, InterruptedException {
    if (!options.quick()) {
      for (String load : WARM_UP) {
        LoadGenerator.run(running, load);
      }
    }
  }

  private void measureRunning(Server server, RunningServer running, Row row)
      throws IOException, InterruptedException {
    if (row.work() instanceof Row.Load load) {
      settle();
      enter(server, row, LoadGenerator.run(running, pick(load.options(), load.quickOptions())));
    } else if (row.work() instanceof Row.Steps steps) {
      settle();
      int seconds = options.quick() ? steps.quickSeconds() : steps.seconds();
      enter(server, row, Climb.run(running, steps.streams(), seconds));
    } else if (row.work() instanceof Row.CacheLoad load) {
      settle();
      measureCache(server, running, row, pick(load.options(), load.quickOptions()));
    } else if (row.work() instanceof Row.CountedLoad load && !running.pids().isEmpty()) {
      settle();
      enter(server, row, SystemCalls.count(running, pick(load.options(), load.quickOptions())));
    }
  }

  /** Without a cache the row is of use only as what the load generator itself can do. */
  private void measureCache(Server server, RunningServer running, Row row, String load)
      throws IOException, InterruptedException {
    if (server.hasCache()) {
      LoadGenerator.run(running, load + " --total 1");
      enterExpected(server, row, LoadGenerator.run(running, load, "--expect", "\"cached\":true"));
    } else if (server instanceof NoServer) {
      enter(server, row, LoadGenerator.run(running, load));
    }
  }

  private void measureRetrieval(Server server, Row row, String load)
      throws IOException, InterruptedException {
    try (@Nullable RunningServer running = server.startWithoutModel()) {
      if (running == null) {
        return;
      }
      String[] questions = {"--questions", QUESTIONS.toString(), "--expect", "\"by\":\"extract\""};
      if (!options.quick()) {
        LoadGenerator.run(running, load, questions);
      }
      enterExpected(server, row, LoadGenerator.run(running, load, questions));
    }
  }

  private String pick(String whole, String quick) {
    return options.quick() ? quick : whole;
  }

  /** Lets what the last row left behind come to its end. */
  private void settle() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(options.quick() ? 200 : 2_000);
  }

  private void enterExpected(Server server, Row row, Reading reading) throws IOException {
    long others = reading.count("finished") - reading.count("expected");
    if (others > 0) {
      report(server, row, others + " answers were not of the kind that is measured");
    }
    enter(server, row, reading);
  }

  private void enter(Server server, Row row, Reading reading) throws IOException {
    keep(server, row, reading);
    table.add(row, server.name(), reading);
    if (reading.count("refused") > 0) {
      report(
          server,
          row,
          "%d refused, the first with status %d"
              .formatted(reading.count("refused"), reading.count("refused_with")));
    }
    reportCount(server, row, reading, "broken", "streams broke off");
    reportCount(server, row, reading, "lost", "deltas lost");
    reportCount(server, row, reading, "disordered", "deltas out of order");
    if (!row.endsOpen()) {
      reportCount(server, row, reading, "cut", "streams did not end in time");
    }
  }

  /** All that was read, also what is in no line of the table. */
  private static void keep(Server server, Row row, Reading reading) throws IOException {
    System.err.printf("%s, %s%n", server.name(), row.name());
    String line = "%s, %s: %s%n".formatted(server.name(), row.name(), reading.values());
    Files.writeString(READINGS, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void reportCount(Server server, Row row, Reading reading, String key, String what) {
    long count = reading.count(key);
    if (count > 0) {
      report(server, row, count + " " + what);
    }
  }

  private void report(Server server, Row row, String what) {
    table.note("%s, %s: %s.".formatted(server.name(), row.name(), what));
    sound &= !server.mustBeSound();
  }
}
