package dev.porchlight.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kind of work.
 *
 * @param name what it is called on the command line
 * @param title what it is, in the table
 * @param work who does it, and with which options
 * @param figures the lines of the table that it makes
 */
record Row(String name, String title, Work work, List<Figure> figures) {

  /** Who measures a row. */
  sealed interface Work {}

  /**
   * The load generator, with these options for a whole run and for a quick one.
   *
   * @param endsOpen whether its streams are cut while they are open, as it is meant
   */
  record Load(String options, String quickOptions, boolean endsOpen) implements Work {

    Load(String options, String quickOptions) {
      this(options, quickOptions, false);
    }

    static Load endingOpen(String options, String quickOptions) {
      return new Load(options, quickOptions, true);
    }
  }

  /** More and more streams, in these steps of so many seconds each, until they are late. */
  record Steps(List<Integer> streams, int seconds, int quickSeconds) implements Work {}

  /** The same over one stored answer, for servers that have a cache. */
  record CacheLoad(String options, String quickOptions) implements Work {}

  /** The same with questions that the site's own pages answer, without a model. */
  record RetrievalLoad(String options, String quickOptions) implements Work {}

  /** Starts of the server, so many for a whole run and for a quick one. */
  record Starts(int times, int quickTimes) implements Work {}

  /** The load generator, while the system calls of the server are counted. */
  record CountedLoad(String options, String quickOptions) implements Work {}

  /** JMH, which needs no server. */
  record Microbenchmarks() implements Work {}

  private static final List<Figure> BURST =
      List.of(
          Figure.high("deltas_per_second", "deltas/s"), Figure.LOST, Figure.CPU, Figure.REDIS_CPU);

  private static final List<Row> USUAL =
      List.of(
          new Row(
              "start",
              "start",
              new Starts(5, 1),
              List.of(Figure.low("start_seconds", "to listening, s"))),
          new Row(
              "first",
              "the first 400 streams after the start, 200 opened a second, 50 deltas/s each",
              new Load(
                  "--streams 400 --total 400 --ramp 200 --rate 50 --count 100 --seconds 10",
                  "--streams 40 --total 40 --ramp 40 --rate 50 --count 25 --seconds 2"),
              List.of(Figure.ADDED_P99, Figure.FIRST_P99)),
          new Row(
              "streams-100",
              "100 streams of 50 deltas/s, each of 100 deltas",
              new Load(
                  "--streams 100 --ramp 50 --rate 50 --count 100 --seconds 12",
                  "--streams 100 --ramp 100 --rate 50 --count 50 --seconds 2"),
              List.of(Figure.ADDED_P50, Figure.ADDED_P99, Figure.CPU, Figure.REDIS_CPU)),
          new Row(
              "streams-400",
              "400 streams of 50 deltas/s, each of 100 deltas",
              new Load(
                  "--streams 400 --ramp 200 --rate 50 --count 100 --seconds 12",
                  "--streams 200 --ramp 200 --rate 50 --count 50 --seconds 2"),
              List.of(
                  Figure.ADDED_P50,
                  Figure.ADDED_P99,
                  Figure.CPU,
                  Figure.REDIS_CPU,
                  Figure.FIRST_P50,
                  Figure.FIRST_P99)),
          new Row(
              "opened-500",
              "2,000 streams opened at 500 a second, 1,000 at a time, 50 deltas/s each",
              new Load(
                  "--streams 2000 --total 2000 --ramp 500 --rate 50 --count 100 --seconds 10",
                  "--streams 200 --total 200 --ramp 200 --rate 50 --count 25 --seconds 2"),
              List.of(Figure.FIRST_P99, Figure.STALLED)),
          new Row(
              "streams-512",
              "512 streams of 50 deltas/s, each of 100 deltas",
              new Load(
                  "--streams 512 --ramp 256 --rate 50 --count 100 --seconds 12",
                  "--streams 256 --ramp 256 --rate 50 --count 50 --seconds 2"),
              List.of(Figure.STALLED, Figure.ADDED_P99)),
          new Row(
              "burst",
              "burst, 32 streams of 2,000 deltas at full speed, each delta sent by itself",
              new Load(
                  "--streams 32 --rate 0 --count 2000 --seconds 5 --keep-alive 1",
                  "--streams 32 --total 64 --rate 0 --count 1000 --seconds 10 --keep-alive 1"),
              BURST),
          new Row(
              "burst-batched",
              "the same burst, up to 64 kB sent at a time",
              new Load(
                  "--streams 32 --rate 0 --count 2000 --batch 1000 --seconds 5 --keep-alive 1",
                  "--streams 32 --total 64 --rate 0 --count 1000 --batch 1000 --seconds 10"
                      + " --keep-alive 1"),
              BURST),
          new Row(
              "questions",
              "new questions of one delta each, 16 at a time",
              new Load(
                  "--streams 16 --rate 0 --count 1 --seconds 5 --keep-alive 1",
                  "--streams 16 --rate 0 --count 1 --seconds 1 --keep-alive 1"),
              List.of(
                  Figure.high("answers_per_second", "answers/s"),
                  Figure.low("cpu_us_per_answer", "CPU an answer, µs"))),
          new Row(
              "cache",
              "one stored answer of 50 deltas, 16 readers at a time",
              new CacheLoad(
                  "--streams 16 --same 1 --rate 0 --count 50 --batch 50 --seconds 5 --keep-alive 1",
                  "--streams 16 --same 1 --rate 0 --count 50 --batch 50 --seconds 1 --keep-alive 1"),
              List.of(Figure.high("answers_per_second", "cache hits/s"))),
          new Row(
              "retrieval",
              "questions answered with passages of the site, without a model, 16 at a time",
              new RetrievalLoad(
                  "--streams 16 --seconds 5 --keep-alive 1",
                  "--streams 16 --seconds 1 --keep-alive 1"),
              List.of(
                  Figure.high("answers_per_second", "answers/s"),
                  Figure.low("cpu_us_per_answer", "CPU an answer, µs"))),
          new Row(
              "syscalls",
              "system calls a delta, 100 streams of 50 deltas/s, counted by strace",
              new CountedLoad(
                  "--streams 100 --ramp 100 --rate 50 --count 400 --seconds 3",
                  "--streams 50 --ramp 50 --rate 50 --count 50 --seconds 1"),
              List.of(
                  Figure.low("futex", "futex"),
                  Figure.low("reads", "reads"),
                  Figure.low("epoll_ctl", "epoll_ctl"),
                  Figure.low("epoll_wait", "epoll_wait"),
                  Figure.low("writes", "writes"))),
          new Row(
              "held",
              "5,000 streams held open, one delta a second each",
              Load.endingOpen(
                  "--streams 5000 --total 5000 --ramp 500 --rate 1 --count 1000 --seconds 10"
                      + " --deadline 20",
                  "--streams 500 --total 500 --ramp 500 --rate 1 --count 1000 --seconds 2"
                      + " --deadline 4"),
              List.of(Figure.PEAK, Figure.REDIS_PEAK, Figure.STALLED, Figure.ADDED_P99)),
          new Row(
              "slow",
              "100 streams as above, beside 100 readers that take 1 kB a second of answers that come at full"
                  + " speed",
              new Load(
                  "--streams 100 --ramp 50 --rate 50 --count 100 --seconds 12 --slow 100",
                  "--streams 50 --ramp 50 --rate 50 --count 50 --seconds 2 --slow 20"),
              List.of(Figure.ADDED_P50, Figure.ADDED_P99, Figure.PEAK)),
          new Row("jmh", "JMH", new Microbenchmarks(), List.of()));

  static final List<Row> ALL =
      Stream.of(USUAL, ExtraRows.GROWTH, ExtraRows.SCALE).flatMap(List::stream).toList();

  /** Whether it is run only where it is named: it takes long, or slows all down. */
  boolean isExtra() {
    return name.equals("syscalls") || name.equals("growth") || name.equals("scale");
  }

  /** Whether its streams are cut while they are open, as it is meant. */
  boolean endsOpen() {
    return work instanceof Load load && load.endsOpen();
  }

  /** Those of a name: more than one where the table shows how a cost grows. */
  static List<Row> named(String name) {
    List<Row> named = ALL.stream().filter(row -> row.name.equals(name)).toList();
    if (named.isEmpty()) {
      String names = ALL.stream().map(Row::name).distinct().collect(Collectors.joining(", "));
      throw new UsageException("There is no row \"%s\"; these are: %s".formatted(name, names));
    }
    return named;
  }
}
