package dev.porchlight.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places that visitors' streams take up. Any thread may take and free one, under the object's
 * own lock. It remembers only who has a stream open, so it needs no other bound.
 */
final class ConcurrencyLimiter {
  private final QuotaPolicy policy;

  @GuardedBy("this")
  private final Map<ClientAddress, Integer> taken = new HashMap<>();

  /**
   * @param policy the places that each visitor has
   */
  ConcurrencyLimiter(QuotaPolicy policy) {
    this.policy = policy;
  }

  /** Takes a place for the visitor; the charge, given back, frees it. */
  synchronized RateLimitDecision tryTake(ClientAddress visitor) {
    int before = taken.getOrDefault(visitor, 0);
    if (before >= policy.quota()) {
      return rateLimit(0).refusal();
    }
    taken.put(visitor, before + 1);
    return new RateLimitDecision.Admitted(
        new Reservation(() -> free(visitor)), rateLimit(policy.quota() - before - 1));
  }

  /** How many visitors have a stream open. */
  synchronized int visitors() {
    return taken.size();
  }

  private synchronized void free(ClientAddress visitor) {
    taken.computeIfPresent(visitor, (address, places) -> places == 1 ? null : places - 1);
  }

  private RateLimitFields rateLimit(int remaining) {
    return new RateLimitFields(List.of(new ServiceLimit(policy, remaining, null)));
  }
}
