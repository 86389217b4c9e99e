package dev.porchlight.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What visitors hold at once in this process, under the object's own lock. */
final class InMemoryConcurrencyLimiter implements ConcurrencyLimiter {
  private final @Nullable QuotaPolicy policy;

  @GuardedBy("this")
  private final Map<Network, Integer> taken = new HashMap<>();

  /**
   * @param policy how much each visitor may hold; null for any amount
   */
  InMemoryConcurrencyLimiter(@Nullable QuotaPolicy policy) {
    this.policy = policy;
  }

  @Override
  public CompletionStage<RateLimitDecision> take(ClientAddress visitor) {
    return CompletableFuture.completedFuture(tryTake(visitor));
  }

  /** As {@link #take}, at once. */
  RateLimitDecision tryTake(ClientAddress visitor) {
    return tryTake(visitor, 1);
  }

  /**
   * Takes so many for the visitor, or none; the reservation, given back, frees them.
   *
   * @param amount 1 or more
   */
  synchronized RateLimitDecision tryTake(ClientAddress visitor, int amount) {
    if (policy == null) {
      return new RateLimitDecision.Admitted(
          new Reservation(() -> {}), new RateLimitFields(List.of()));
    }
    List<Network> networks = visitor.networks();
    ServiceLimit before = tightest(policy, networks);
    if (before.remaining() < amount) {
      return new RateLimitDecision.Refused(before.policy(), null, fields(before));
    }
    networks.forEach(network -> taken.merge(network, amount, Integer::sum));
    return new RateLimitDecision.Admitted(
        new Reservation(() -> free(networks, amount)), fields(tightest(policy, networks)));
  }

  @Override
  public synchronized int networks() {
    return taken.size();
  }

  private synchronized void free(List<Network> networks, int amount) {
    for (Network network : networks) {
      taken.computeIfPresent(network, (key, held) -> held == amount ? null : held - amount);
    }
  }

  @GuardedBy("this")
  private ServiceLimit tightest(QuotaPolicy policy, List<Network> networks) {
    List<ServiceLimit> limits = new ArrayList<>();
    for (Network network : networks) {
      QuotaPolicy share = network.size().shareOf(policy);
      int remaining = share.quota() - taken.getOrDefault(network, 0);
      limits.add(new ServiceLimit(share, remaining, null));
    }
    return limits.stream().reduce(ServiceLimit::tightest).orElseThrow();
  }

  private static RateLimitFields fields(ServiceLimit limit) {
    return new RateLimitFields(List.of(limit));
  }
}
