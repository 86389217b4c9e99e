package dev.porchlight.bench;

import java.util.List;
import java.util.stream.Stream;

/** Rows that are run only where they are named, since they take long. */
final class ExtraRows {

  /** How the cost grows with the work, five points each. */
  static final List<Row> GROWTH =
      Stream.concat(
              Stream.of(500, 1000, 2000, 3500, 5000)
                  .map(
                      streams ->
                          growth(
                              "%,d streams of one delta a second".formatted(streams), streams, 1)),
              Stream.of(40, 100, 200, 400, 600)
                  .map(
                      streams ->
                          growth(
                              "%,d streams of 50 deltas a second".formatted(streams), streams, 50)))
          .toList();

  /** What several machines carry beside one. */
  static final List<Row> SCALE =
      List.of(
          new Row(
              "scale",
              "as many streams of 50 deltas/s as have an added p99 below 100 ms",
              new Row.Steps(List.of(40, 80, 120, 160, 200, 300, 400, 500, 600, 800), 7, 1),
              List.of(
                  Figure.high(Climb.PACE, "deltas/s"),
                  Figure.ADDED_P50,
                  Figure.ADDED_P99,
                  Figure.FIRST_P50,
                  Figure.STALLED,
                  Figure.CPU,
                  Figure.REDIS_CPU)),
          held(1000),
          held(3000));

  private ExtraRows() {}

  private static Row growth(String title, int streams, int rate) {
    String load =
        "--streams %d --total %d --ramp 500 --rate %d --count 1000 --seconds 10 --deadline %d";
    return new Row(
        "growth",
        title,
        Row.Load.endingOpen(
            load.formatted(streams, streams, rate, 10 + streams / 500),
            load.formatted(streams / 10, streams / 10, rate, 2)),
        List.of(Figure.CPU, Figure.ADDED_P99, Figure.PEAK));
  }

  private static Row held(int streams) {
    String load =
        "--streams %d --total %d --ramp %d --rate 1 --count 1000 --seconds %d --deadline %d";
    return new Row(
        "scale",
        "%,d streams held open, one delta a second each".formatted(streams),
        Row.Load.endingOpen(
            load.formatted(streams, streams, 200, 20, 15 + streams / 200),
            load.formatted(streams / 20, streams / 20, 200, 3, 3)),
        List.of(
            Figure.PEAK,
            Figure.REDIS_PEAK,
            Figure.STALLED,
            Figure.LOST,
            Figure.ADDED_P50,
            Figure.ADDED_P99,
            Figure.CPU,
            Figure.REDIS_CPU));
  }
}
