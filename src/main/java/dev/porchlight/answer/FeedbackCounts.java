package dev.porchlight.answer;

import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * How many answers their visitors found helpful, how many not, and why; the latest opinion of each
 * stream counts. Safe for use by any thread.
 */
interface FeedbackCounts {

  static FeedbackCounts inMemory() {
    return new InMemoryFeedbackCounts();
  }

  /**
   * Counts a stream's opinion instead of the one that it had.
   *
   * @return that one, or null where it had none
   */
  @Nullable Opinion count(Subscription subscription, Opinion opinion);

  long count(boolean isHelpful);

  /** How many answers did not help for that reason. */
  long count(Opinion reason);
}
