package dev.porchlight.answer;

import dev.porchlight.answer.log.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many answers their visitors found helpful, and how many not; the latest opinion of each
 * stream counts. Safe for use by any thread.
 */
final class FeedbackCounts {

  private final AtomicLong helpful = new AtomicLong();
  private final AtomicLong unhelpful = new AtomicLong();

  /** Counts a stream's opinion instead of the one that it had. */
  void count(Subscription subscription, boolean isHelpful) {
    Boolean before = subscription.rate(isHelpful);
    if (before != null) {
      counter(before).decrementAndGet();
    }
    counter(isHelpful).incrementAndGet();
  }

  long count(boolean isHelpful) {
    return counter(isHelpful).get();
  }

  private AtomicLong counter(boolean isHelpful) {
    return isHelpful ? helpful : unhelpful;
  }
}
