package dev.porchlight.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places that visitors take up at once, each in all the networks that it is in. Any thread may
 * take and free one, under the object's own lock. It remembers only who has a place, so it needs no
 * other bound.
 */
final class ConcurrencyLimiter {
  private final @Nullable QuotaPolicy policy;

  @GuardedBy("this")
  private final Map<Network, Integer> taken = new HashMap<>();

  /**
   * @param policy the places that each visitor has; null for any number
   */
  ConcurrencyLimiter(@Nullable QuotaPolicy policy) {
    this.policy = policy;
  }

  /** Takes a place for the visitor; the reservation, given back, frees it. */
  synchronized RateLimitDecision tryTake(ClientAddress visitor) {
    if (policy == null) {
      return new RateLimitDecision.Admitted(
          new Reservation(() -> {}), new RateLimitFields(List.of()));
    }
    List<Network> networks = visitor.networks();
    RateLimitFields before = rateLimit(policy, networks);
    if (before.isSpent()) {
      return before.refusal();
    }
    networks.forEach(network -> taken.merge(network, 1, Integer::sum));
    return new RateLimitDecision.Admitted(
        new Reservation(() -> free(networks)), rateLimit(policy, networks));
  }

  /** How many networks have a place. */
  synchronized int networks() {
    return taken.size();
  }

  private synchronized void free(List<Network> networks) {
    for (Network network : networks) {
      taken.computeIfPresent(network, (key, places) -> places == 1 ? null : places - 1);
    }
  }

  @GuardedBy("this")
  private RateLimitFields rateLimit(QuotaPolicy policy, List<Network> networks) {
    List<ServiceLimit> limits = new ArrayList<>();
    for (Network network : networks) {
      QuotaPolicy share = network.size().shareOf(policy);
      int remaining = share.quota() - taken.getOrDefault(network, 0);
      limits.add(new ServiceLimit(share, remaining, null));
    }
    return new RateLimitFields(
        List.of(limits.stream().reduce(ServiceLimit::tightest).orElseThrow()));
  }
}
