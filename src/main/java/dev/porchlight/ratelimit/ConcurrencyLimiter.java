package dev.porchlight.ratelimit;

import java.util.concurrent.CompletionStage;

/**
 * What visitors hold at once, such as calls to a model, each in all the networks that it is in.
 * Safe for use by any thread. It remembers only who holds something, so it needs no other bound.
 */
public interface ConcurrencyLimiter {

  /** Takes one for the visitor; the reservation, given back, frees it. */
  CompletionStage<RateLimitDecision> take(ClientAddress visitor);

  /** How many networks hold something. */
  int networks();
}
