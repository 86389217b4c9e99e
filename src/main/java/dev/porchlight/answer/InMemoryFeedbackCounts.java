package dev.porchlight.answer;

import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The counts of this process. */
final class InMemoryFeedbackCounts implements FeedbackCounts {

  private final Map<Opinion, AtomicLong> counters =
      Arrays.stream(Opinion.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), opinion -> new AtomicLong()));

  @Override
  public @Nullable Opinion count(Subscription subscription, Opinion opinion) {
    Opinion before = subscription.rate(opinion);
    if (before != null) {
      counter(before).decrementAndGet();
    }
    counter(opinion).incrementAndGet();
    return before;
  }

  @Override
  public long count(boolean isHelpful) {
    return Arrays.stream(Opinion.values())
        .filter(opinion -> opinion.isHelpful() == isHelpful)
        .mapToLong(this::count)
        .sum();
  }

  @Override
  public long count(Opinion reason) {
    return counter(reason).get();
  }

  private AtomicLong counter(Opinion opinion) {
    return Objects.requireNonNull(counters.get(opinion));
  }
}
