package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The limits that each visitor has: a generous one on requests of any kind, strict ones on
 * questions that call for a new answer, and some on what goes on at once. The networks around an
 * IPv6 address have a multiple of each (see {@link Network}). What protects this process, such as
 * the bounds on connections and bodies, is decided at once; what an answer is charged to may be
 * decided elsewhere, by {@link VisitorLimits}. Any thread may ask. What is in memory is bounded in
 * size, and goes by the ticker alone.
 */
public final class RateLimiter {

  /** The name of the policy on new answers at once. */
  public static final String STREAMS = "streams";

  /** The name of the policy on the tokens of models. */
  public static final String TOKENS = "tokens";

  /** Requests of any kind: far more than a page makes, far fewer than a flood does. */
  static final QuotaPolicy REQUESTS = new QuotaPolicy("requests", 120, Duration.ofMinutes(1));

  /**
   * Bytes of request bodies held at once: about four of the largest, far more than a page sends.
   */
  static final QuotaPolicy BODY_BYTES = new QuotaPolicy("body-bytes", 512 * 1024, null);

  /** Networks remembered for their requests: those of about a minute. */
  static final int REQUEST_BUCKETS = 20_000;

  private final InMemoryTokenBuckets requests;
  private final TokenBuckets questions;
  private final TokenBuckets tokens;
  private final TokenBuckets messages;
  private final ConcurrencyLimiter streams;
  private final InMemoryConcurrencyLimiter openStreams;
  private final InMemoryConcurrencyLimiter connections;
  private final InMemoryConcurrencyLimiter bodyBytes = new InMemoryConcurrencyLimiter(BODY_BYTES);

  /**
   * The limits of this process.
   *
   * @param ticker monotonic time
   */
  public RateLimiter(RateLimitConfig rateLimits, Ticker ticker) {
    this(rateLimits, VisitorLimits.inMemory(ticker), ticker);
  }

  /**
   * @param charged makes the limits on what an answer or a message is charged to
   * @param ticker monotonic time
   */
  public RateLimiter(RateLimitConfig rateLimits, VisitorLimits charged, Ticker ticker) {
    this.requests = new InMemoryTokenBuckets(List.of(REQUESTS), REQUEST_BUCKETS, ticker);
    this.questions = charged.tokenBuckets("questions", questionPolicies(rateLimits));
    this.tokens = charged.tokenBuckets(TOKENS, perDay(TOKENS, rateLimits.tokensPerDay()));
    this.messages =
        charged.tokenBuckets("messages", perDay("messages", rateLimits.messagesPerDay()));
    this.streams = charged.concurrency(places(STREAMS, rateLimits.streams()));
    this.openStreams =
        new InMemoryConcurrencyLimiter(places("open-streams", rateLimits.openStreams()));
    this.connections =
        new InMemoryConcurrencyLimiter(places("connections", rateLimits.connections()));
  }

  /** Charges a request of any kind. */
  public RateLimitDecision tryRequest(ClientAddress visitor) {
    return requests.tryConsume(visitor);
  }

  /** Charges a question that calls for a new answer; its charge is given back if it gets none. */
  public CompletionStage<RateLimitDecision> tryQuestion(ClientAddress visitor) {
    return questions.consume(visitor);
  }

  /** What the visitor has left of its questions, without a charge. */
  public RateLimitFields remainingQuestions(ClientAddress visitor) {
    return questions.remaining(visitor);
  }

  /** Whether the visitor's answers have used fewer tokens of models than they may; takes none. */
  public CompletionStage<RateLimitDecision> checkTokens(ClientAddress visitor) {
    return tokens.check(visitor);
  }

  /** Charges what an answer has cost, which may be more than the visitor had left. */
  public void spendTokens(ClientAddress visitor, long amount) {
    tokens.spend(visitor, amount);
  }

  /** Charges a message to the owner; its charge is given back if it is not taken. */
  public CompletionStage<RateLimitDecision> tryMessage(ClientAddress visitor) {
    return messages.consume(visitor);
  }

  /** Takes a place for a new answer, which is given back when its calls have ended. */
  public CompletionStage<RateLimitDecision> tryStream(ClientAddress visitor) {
    return streams.take(visitor);
  }

  /** Takes a place for a stream to be read, which is given back when nobody reads it any more. */
  public RateLimitDecision tryOpenStream(ClientAddress visitor) {
    return openStreams.tryTake(visitor);
  }

  /** Takes a place for a connection, which is given back when it is closed. */
  public RateLimitDecision tryConnect(ClientAddress peer) {
    return connections.tryTake(peer);
  }

  /** Takes memory for a request's body, which is given back when it is whole or given up. */
  public RateLimitDecision tryReceive(ClientAddress visitor, int bytes) {
    return bodyBytes.tryTake(visitor, bytes);
  }

  /** How many networks are remembered, over all limits. */
  long remembered() {
    return requests.size()
        + questions.size()
        + tokens.size()
        + messages.size()
        + streams.networks()
        + openStreams.networks()
        + connections.networks()
        + bodyBytes.networks();
  }

  private static @Nullable QuotaPolicy places(String name, @Nullable Integer places) {
    return places == null ? null : new QuotaPolicy(name, places, null);
  }

  private static List<QuotaPolicy> perDay(String name, @Nullable Integer quota) {
    return quota == null ? List.of() : List.of(new QuotaPolicy(name, quota, Duration.ofDays(1)));
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
