package dev.porchlight.answer;

import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes what visitors think of answers, counts it and reports it. Safe for use by any thread. */
final class Feedback {

  private final Opinions opinions;
  private final QuestionTracker tracker;
  private final FeedbackCounts counts = new FeedbackCounts();

  Feedback(RequestSharing sharing, QuestionTracker tracker) {
    this.opinions = sharing.opinions(Opinions.inMemory(), tracker::notHelpful);
    this.tracker = tracker;
  }

  /** Takes an opinion; the latest of a stream counts. */
  void rate(Subscription subscription, Opinion latest) {
    var unused =
        opinions
            .rate(subscription, latest)
            .thenAccept(earlier -> rated(subscription, latest, earlier));
  }

  private void rated(Subscription subscription, Opinion latest, @Nullable Opinion earlier) {
    counts.count(earlier, latest);
    Boolean before = earlier == null ? null : earlier.isHelpful();
    if (before == null || before != latest.isHelpful()) {
      tracker.rated(subscription, latest.isHelpful(), before);
    }
  }

  FeedbackCounts counts() {
    return counts;
  }
}
