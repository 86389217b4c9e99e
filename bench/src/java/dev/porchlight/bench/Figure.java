package dev.porchlight.bench;

/**
 * A line of the table: one figure that the load generator, or whatever else measured a row, gives.
 *
 * @param key its name in a {@link Reading}
 * @param title what it is, with its unit
 * @param isBetterLow whether less is better, so that the worst of several runs is the highest
 */
record Figure(String key, String title, boolean isBetterLow) {

  static final Figure ADDED_P50 = low("added_p50_ms", "added p50, ms");
  static final Figure ADDED_P99 = low("added_p99_ms", "added p99, ms");
  static final Figure FIRST_P50 = low("first_p50_ms", "first delta p50, ms");
  static final Figure FIRST_P99 = low("first_p99_ms", "first delta p99, ms");
  static final Figure STALLED = low("stalled", "streams that stalled");
  static final Figure LOST = low("lost", "deltas lost");
  static final Figure PEAK = low("peak_mb", "resident, MB");
  static final Figure CPU = low("cpu_us_per_delta", "CPU a delta, µs");

  /** Of Redis, where the server has one. */
  static final Figure REDIS_CPU = low("beside_us_per_delta", "CPU of Redis a delta, µs");

  static final Figure REDIS_PEAK = low("beside_peak_mb", "Redis resident, MB");

  static Figure low(String key, String title) {
    return new Figure(key, title, true);
  }

  static Figure high(String key, String title) {
    return new Figure(key, title, false);
  }

  double worst(double one, double other) {
    return isBetterLow ? Math.max(one, other) : Math.min(one, other);
  }
}
