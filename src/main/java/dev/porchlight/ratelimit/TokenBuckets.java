package dev.porchlight.ratelimit;

import java.util.concurrent.CompletionStage;

/**
 * One token bucket for each network, with a bandwidth for each policy. A visitor takes a token of
 * every policy from every network that it is in, or none at all. Any thread may ask.
 *
 * <p>A bandwidth refills evenly: of ten a minute one comes back each six seconds. So a visitor who
 * was away may have a whole quota at once and then its steady rate.
 */
public interface TokenBuckets {

  /** Takes a token of each policy, or none. */
  CompletionStage<RateLimitDecision> consume(ClientAddress visitor);

  /** Whether the visitor has any left, without taking any. */
  CompletionStage<RateLimitDecision> check(ClientAddress visitor);

  /** Takes so many from each network of the visitor, also where it has fewer: then it owes them. */
  void spend(ClientAddress visitor, long amount);

  /** What the visitor has left, as far as is known here, without taking any. */
  RateLimitFields remaining(ClientAddress visitor);

  /** How many networks it remembers. */
  long size();
}
