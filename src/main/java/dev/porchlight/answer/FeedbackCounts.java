package dev.porchlight.answer;

import dev.porchlight.answer.log.Opinion;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many answers their visitors found helpful, how many not, and why; the latest opinion of each
 * stream counts. Of several machines the sum does: one that is told a stream's second opinion may
 * count less than none of the first. Safe for use by any thread.
 */
final class FeedbackCounts {

  private final Map<Opinion, AtomicLong> counters =
      Arrays.stream(Opinion.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), opinion -> new AtomicLong()));

  /** Counts a stream's opinion instead of the one before it, or null where it had none. */
  void count(@Nullable Opinion before, Opinion latest) {
    if (before != null) {
      counter(before).decrementAndGet();
    }
    counter(latest).incrementAndGet();
  }

  long count(boolean isHelpful) {
    return Arrays.stream(Opinion.values())
        .filter(opinion -> opinion.isHelpful() == isHelpful)
        .mapToLong(this::count)
        .sum();
  }

  /** How many answers did not help for that reason. */
  long count(Opinion reason) {
    return counter(reason).get();
  }

  private AtomicLong counter(Opinion opinion) {
    return Objects.requireNonNull(counters.get(opinion));
  }
}
