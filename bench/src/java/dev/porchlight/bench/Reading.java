package dev.porchlight.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one row of work showed of one server.
 *
 * @param values the figures, by their keys
 */
record Reading(Map<String, Double> values) {

  private static final Pattern MEMBER = Pattern.compile("\"(\\w{1,40})\":(-?[\\d.e+-]{1,40})");

  /** Reads the load generator's line, a JSON object of numbers. */
  static Reading parse(String json) {
    Map<String, Double> values = new TreeMap<>();
    Matcher member = MEMBER.matcher(json);
    while (member.find()) {
      values.put(member.group(1), Double.valueOf(member.group(2)));
    }
    return new Reading(values);
  }

  @Nullable Double get(String key) {
    return values.get(key);
  }

  /** The count of that name; 0 where there is none. */
  long count(String key) {
    return values.getOrDefault(key, 0.0).longValue();
  }
}
