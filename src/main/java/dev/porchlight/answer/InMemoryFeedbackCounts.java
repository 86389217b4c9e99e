package dev.porchlight.answer;

import dev.porchlight.answer.log.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The counts of this process. */
final class InMemoryFeedbackCounts implements FeedbackCounts {

  private final AtomicLong helpful = new AtomicLong();
  private final AtomicLong unhelpful = new AtomicLong();

  @Override
  public @Nullable Boolean count(Subscription subscription, boolean isHelpful) {
    Boolean before = subscription.rate(isHelpful);
    if (before != null) {
      counter(before).decrementAndGet();
    }
    counter(isHelpful).incrementAndGet();
    return before;
  }

  @Override
  public long count(boolean isHelpful) {
    return counter(isHelpful).get();
  }

  private AtomicLong counter(boolean isHelpful) {
    return isHelpful ? helpful : unhelpful;
  }
}
