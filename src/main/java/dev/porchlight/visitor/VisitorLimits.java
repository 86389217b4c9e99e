package dev.porchlight.visitor;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that each visitor has: a generous one on requests of any kind, strict ones on
 * questions that call for a new answer, and one on streams at once. Any thread may ask. All of it
 * is in memory, bounded in size, and goes by the ticker alone.
 */
public final class VisitorLimits {

  /** Requests of any kind: far more than a page makes, far fewer than a flood does. */
  static final QuotaPolicy REQUESTS = new QuotaPolicy("requests", 120, Duration.ofMinutes(1));

  /** Visitors remembered for their requests: those of about a minute. */
  static final int REQUEST_BUCKETS = 20_000;

  /** Visitors remembered for their questions; each takes about 350 bytes, in either table. */
  static final int QUESTION_BUCKETS = 50_000;

  private final BucketTable requests;
  private final BucketTable questions;
  private final @Nullable StreamPlaces streams;

  /**
   * @param ticker monotonic time
   */
  public VisitorLimits(VisitorQuotas quotas, Ticker ticker) {
    this.requests = new BucketTable(List.of(REQUESTS), REQUEST_BUCKETS, ticker);
    this.questions = new BucketTable(questionPolicies(quotas), QUESTION_BUCKETS, ticker);
    Integer places = quotas.streams();
    this.streams =
        places == null ? null : new StreamPlaces(new QuotaPolicy("streams", places, null));
  }

  /** Charges a request of any kind. */
  public Admission tryRequest(VisitorAddress visitor) {
    return requests.tryConsume(visitor);
  }

  /** Charges a question that calls for a new answer; its charge is given back if it gets none. */
  public Admission tryQuestion(VisitorAddress visitor) {
    return questions.tryConsume(visitor);
  }

  /** What the visitor has left of its questions, without a charge. */
  public RateLimit remainingQuestions(VisitorAddress visitor) {
    return questions.remaining(visitor);
  }

  /** Takes a place for a stream; its charge is given back when the stream no longer counts. */
  public Admission tryStream(VisitorAddress visitor) {
    return streams == null
        ? new Admission.Admitted(new Charge(() -> {}), new RateLimit(List.of()))
        : streams.tryTake(visitor);
  }

  /** How many visitors are remembered, over all limits. */
  long remembered() {
    return requests.size() + questions.size() + (streams == null ? 0 : streams.visitors());
  }

  private static List<QuotaPolicy> questionPolicies(VisitorQuotas quotas) {
    List<QuotaPolicy> policies = new ArrayList<>();
    if (quotas.questionsPerMinute() != null) {
      policies.add(new QuotaPolicy("minute", quotas.questionsPerMinute(), Duration.ofMinutes(1)));
    }
    if (quotas.questionsPerDay() != null) {
      policies.add(new QuotaPolicy("day", quotas.questionsPerDay(), Duration.ofDays(1)));
    }
    return policies;
  }
}
