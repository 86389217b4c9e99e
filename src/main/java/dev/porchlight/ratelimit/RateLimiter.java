package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that each visitor has: a generous one on requests of any kind, strict ones on
 * questions that call for a new answer, and one on streams at once. The networks around an IPv6
 * address have a multiple of each (see {@link Network}). Any thread may ask. All of it is in
 * memory, bounded in size, and goes by the ticker alone.
 */
public final class RateLimiter {

  /** Requests of any kind: far more than a page makes, far fewer than a flood does. */
  static final QuotaPolicy REQUESTS = new QuotaPolicy("requests", 120, Duration.ofMinutes(1));

  /** Networks remembered for their requests: those of about a minute. */
  static final int REQUEST_BUCKETS = 20_000;

  /** Networks remembered for their questions; each takes about 350 bytes, in either table. */
  static final int QUESTION_BUCKETS = 50_000;

  private final TokenBuckets requests;
  private final TokenBuckets questions;
  private final @Nullable ConcurrencyLimiter concurrency;

  /**
   * @param ticker monotonic time
   */
  public RateLimiter(RateLimitConfig rateLimits, Ticker ticker) {
    this.requests = new TokenBuckets(List.of(REQUESTS), REQUEST_BUCKETS, ticker);
    this.questions = new TokenBuckets(questionPolicies(rateLimits), QUESTION_BUCKETS, ticker);
    Integer places = rateLimits.streams();
    this.concurrency =
        places == null ? null : new ConcurrencyLimiter(new QuotaPolicy("streams", places, null));
  }

  /** Charges a request of any kind. */
  public RateLimitDecision tryRequest(ClientAddress visitor) {
    return requests.tryConsume(visitor);
  }

  /** Charges a question that calls for a new answer; its charge is given back if it gets none. */
  public RateLimitDecision tryQuestion(ClientAddress visitor) {
    return questions.tryConsume(visitor);
  }

  /** What the visitor has left of its questions, without a charge. */
  public RateLimitFields remainingQuestions(ClientAddress visitor) {
    return questions.remaining(visitor);
  }

  /** Takes a place for a stream; its charge is given back when the stream no longer counts. */
  public RateLimitDecision tryStream(ClientAddress visitor) {
    return concurrency == null
        ? new RateLimitDecision.Admitted(new Reservation(() -> {}), new RateLimitFields(List.of()))
        : concurrency.tryTake(visitor);
  }

  /** How many networks are remembered, over all limits. */
  long remembered() {
    return requests.size() + questions.size() + (concurrency == null ? 0 : concurrency.networks());
  }

  private static List<QuotaPolicy> questionPolicies(RateLimitConfig rateLimits) {
    List<QuotaPolicy> policies = new ArrayList<>();
    if (rateLimits.questionsPerMinute() != null) {
      policies.add(
          new QuotaPolicy("minute", rateLimits.questionsPerMinute(), Duration.ofMinutes(1)));
    }
    if (rateLimits.questionsPerDay() != null) {
      policies.add(new QuotaPolicy("day", rateLimits.questionsPerDay(), Duration.ofDays(1)));
    }
    return policies;
  }
}
