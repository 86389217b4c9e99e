package dev.porchlight.llm.openai;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** How long an upstream asks to be left alone, by the many ways there are to say it. */
final class RetryAfterParser {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Bounded, so that no body can make the search for it long. */
  private static final String NUMBER = "\\d{1,40}(?:\\.\\d{1,40})?";

  private static final Pattern SECONDS = Pattern.compile(NUMBER);
  private static final String GO_DURATION_TEXT = "(?:" + NUMBER + "(?:ms|s|m|h)){1,8}";
  private static final Pattern GO_DURATION = Pattern.compile(GO_DURATION_TEXT);
  private static final Pattern GO_PART = Pattern.compile("(" + NUMBER + ")(ms|s|m|h)");
  private static final List<Pattern> SENTENCES =
      List.of(
          Pattern.compile("\"retryDelay\"\\s{0,8}:\\s{0,8}\"(" + GO_DURATION_TEXT + ")\""),
          Pattern.compile("(?i:try again in) (" + GO_DURATION_TEXT + ")"));

  private RetryAfterParser() {}

  /**
   * The wait that a response asks for, an hour at most; null where it asks for none, or for what
   * can't be meant. A date counts from the response's own {@code Date}, where it has one: the
   * upstream's clock may differ from ours.
   */
  static @Nullable Duration of(HttpFields headers, String body, Instant now) {
    Duration hint =
        Stream.<@Nullable Duration>of(
                millis(only(headers, "retry-after-ms")),
                millis(only(headers, "x-ms-retry-after-ms")),
                secondsOrDate(only(headers, "retry-after"), only(headers, "date"), now),
                resetOfSpentLimit(headers),
                inBody(body))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return hint != null && hint.compareTo(LONGEST) > 0 ? LONGEST : hint;
  }

  /** Whether the headers tell how much of a limit is left, so that a wait can be told ahead. */
  static boolean tellsLimits(HttpFields headers) {
    return headers.stream()
        .map(field -> field.getLowerCaseName())
        .anyMatch(name -> name.contains("ratelimit"));
  }

  private static @Nullable String only(HttpFields headers, String name) {
    List<String> values = headers.getValuesList(name);
    return values.size() == 1 ? values.get(0).strip() : null;
  }

  private static @Nullable Duration millis(@Nullable String value) {
    Duration asSeconds = seconds(value);
    return asSeconds == null ? null : asSeconds.dividedBy(1000);
  }

  private static @Nullable Duration seconds(@Nullable String value) {
    return value != null && SECONDS.matcher(value).matches() ? duration(value, "s") : null;
  }

  private static @Nullable Duration secondsOrDate(
      @Nullable String value, @Nullable String upstreamNow, Instant now) {
    Instant until = date(value);
    if (until == null) {
      return seconds(value);
    }
    Instant from = Objects.requireNonNullElse(date(upstreamNow), now);
    return until.isAfter(from) ? Duration.between(from, until) : null;
  }

  private static @Nullable Instant date(@Nullable String value) {
    try {
      return value == null
          ? null
          : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The longer wait of those whose limit is spent; of both where neither says that it is. */
  private static @Nullable Duration resetOfSpentLimit(HttpFields headers) {
    List<String> kinds = List.of("requests", "tokens");
    List<String> spent =
        kinds.stream()
            .filter(kind -> "0".equals(only(headers, "x-ratelimit-remaining-" + kind)))
            .toList();
    return (spent.isEmpty() ? kinds : spent)
        .stream()
            .map(kind -> only(headers, "x-ratelimit-reset-" + kind))
            .map(RetryAfterParser::goDurationOrSeconds)
            .filter(Objects::nonNull)
            .max(Duration::compareTo)
            .orElse(null);
  }

  private static @Nullable Duration inBody(String body) {
    for (Pattern sentence : SENTENCES) {
      Matcher found = sentence.matcher(body);
      if (found.find()) {
        return goDurationOrSeconds(found.group(1));
      }
    }
    return null;
  }

  private static @Nullable Duration goDurationOrSeconds(@Nullable String value) {
    if (value == null || !GO_DURATION.matcher(value).matches()) {
      return seconds(value);
    }
    Duration sum = Duration.ZERO;
    Matcher part = GO_PART.matcher(value);
    while (part.find()) {
      sum = sum.plus(duration(part.group(1), part.group(2)));
    }
    return sum;
  }

  private static Duration duration(String number, String unit) {
    double unitMillis =
        switch (unit) {
          case "ms" -> 1;
          case "s" -> 1000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    return Duration.ofNanos((long) Math.min(Double.parseDouble(number) * unitMillis * 1e6, 1e18));
  }
}
