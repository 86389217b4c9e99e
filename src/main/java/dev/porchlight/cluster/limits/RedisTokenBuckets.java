package dev.porchlight.cluster.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.encoding.WholeSeconds;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.Network;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.Reservation;
import dev.porchlight.ratelimit.ServiceLimit;
import dev.porchlight.ratelimit.TokenBuckets;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Token buckets that all machines share, of bucket4j. Each charge counts in this machine's own
 * share of the limits too, by which alone it decides while Redis is lost. Safe for use by any
 * thread.
 */
final class RedisTokenBuckets implements TokenBuckets {

  private static final long MAX_AMOUNT = 100_000_000;
  private static final int MAX_SEEN = 10_000;

  private final String name;
  private final List<QuotaPolicy> policies;
  private final RedisLink link;
  private final Supplier<SharedBuckets> buckets;
  private final MachineShare<TokenBuckets> own;

  /** What visitors had left when they were charged last. */
  private final Cache<ClientAddress, RateLimitFields> seen;

  /**
   * @param buckets asked for once Redis has answered
   * @param own makes this machine's share of the limits
   */
  RedisTokenBuckets(
      String name,
      List<QuotaPolicy> policies,
      RedisLink link,
      Supplier<SharedBuckets> buckets,
      MachineShare<TokenBuckets> own) {
    this.name = name;
    this.policies = List.copyOf(policies);
    this.link = link;
    this.buckets = buckets;
    this.own = own;
    this.seen =
        Caffeine.newBuilder().maximumSize(MAX_SEEN).expireAfterWrite(Duration.ofMinutes(1)).build();
  }

  /** A network's bucket for a policy. */
  private record Share(QuotaPolicy policy, AsyncBucketProxy bucket) {}

  @Override
  public CompletionStage<RateLimitDecision> consume(ClientAddress visitor) {
    TokenBuckets share = own.of(link.machines());
    if (policies.isEmpty() || RateLimitFields.untouched(policies).isSpent()) {
      return share.consume(visitor);
    }
    return link.call(redis -> consumeShared(visitor))
        .handle(
            (shared, lost) ->
                lost == null ? counted(visitor, shared, share) : share.consume(visitor))
        .thenCompose(Function.identity());
  }

  /** What is admitted counts in this machine's share as far as that goes. */
  private CompletionStage<RateLimitDecision> counted(
      ClientAddress visitor, RateLimitDecision shared, TokenBuckets share) {
    seen.put(visitor, shared.rateLimit());
    return shared instanceof RateLimitDecision.Admitted admitted
        ? share.consume(visitor).thenApply(ours -> Both.of(admitted, ours))
        : CompletableFuture.completedFuture(shared);
  }

  private CompletionStage<RateLimitDecision> consumeShared(ClientAddress visitor) {
    List<Share> shares = shares(visitor);
    List<CompletableFuture<ConsumptionProbe>> probes =
        shares.stream().map(share -> share.bucket.tryConsumeAndReturnRemaining(1)).toList();
    return CompletableFuture.allOf(probes.toArray(CompletableFuture[]::new))
        .thenApply(done -> decision(shares, probes.stream().map(CompletableFuture::join).toList()));
  }

  private RateLimitDecision decision(List<Share> shares, List<ConsumptionProbe> probes) {
    List<ServiceLimit> limits = new ArrayList<>();
    List<AsyncBucketProxy> taken = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      limits.add(limit(shares.get(i).policy, probes.get(i)));
      if (probes.get(i).isConsumed()) {
        taken.add(shares.get(i).bucket);
      }
    }
    RateLimitFields left = tightest(limits);
    if (taken.size() < shares.size()) {
      giveBack(taken);
      return left.refusal();
    }
    return new RateLimitDecision.Admitted(new Reservation(() -> giveBack(taken)), left);
  }

  private void giveBack(List<AsyncBucketProxy> taken) {
    taken.forEach(
        bucket -> {
          var unusedEnd = link.call(redis -> bucket.addTokens(1));
        });
  }

  @Override
  public CompletionStage<RateLimitDecision> check(ClientAddress visitor) {
    TokenBuckets share = own.of(link.machines());
    if (policies.isEmpty() || RateLimitFields.untouched(policies).isSpent()) {
      return share.check(visitor);
    }
    return link.call(redis -> leftShared(visitor))
        .handle(
            (left, lost) ->
                lost == null
                    ? CompletableFuture.completedFuture(checked(left))
                    : share.check(visitor))
        .thenCompose(Function.identity());
  }

  private static RateLimitDecision checked(RateLimitFields left) {
    return left.isSpent()
        ? left.refusal()
        : new RateLimitDecision.Admitted(new Reservation(() -> {}), left);
  }

  private CompletionStage<RateLimitFields> leftShared(ClientAddress visitor) {
    List<Share> shares = shares(visitor);
    List<CompletableFuture<EstimationProbe>> probes =
        shares.stream().map(share -> share.bucket.estimateAbilityToConsume(1)).toList();
    return CompletableFuture.allOf(probes.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<ServiceLimit> limits = new ArrayList<>();
              for (int i = 0; i < probes.size(); i++) {
                limits.add(limit(shares.get(i).policy, probes.get(i).join()));
              }
              return tightest(limits);
            });
  }

  @Override
  public void spend(ClientAddress visitor, long amount) {
    own.of(link.machines()).spend(visitor, amount);
    if (amount <= 0 || policies.isEmpty() || RateLimitFields.untouched(policies).isSpent()) {
      return;
    }
    var unusedEnd =
        link.call(
            redis ->
                CompletableFuture.allOf(
                    shares(visitor).stream()
                        .map(share -> spend(share, amount))
                        .toArray(CompletableFuture[]::new)));
  }

  private static CompletableFuture<Long> spend(Share share, long amount) {
    return share.bucket.consumeIgnoringRateLimits(Math.min(amount, MAX_AMOUNT));
  }

  @Override
  public RateLimitFields remaining(ClientAddress visitor) {
    RateLimitFields known = seen.getIfPresent(visitor);
    return known == null ? RateLimitFields.untouched(policies) : known;
  }

  @Override
  public long size() {
    return own.of(link.machines()).size();
  }

  private List<Share> shares(ClientAddress visitor) {
    List<Share> shares = new ArrayList<>();
    for (Network network : visitor.networks()) {
      for (QuotaPolicy policy : policies) {
        QuotaPolicy ofNetwork = network.size().shareOf(policy);
        String key =
            "%slimit:%s.%s:%s".formatted(Keys.PREFIX, name, policy.name(), NetworkKeys.of(network));
        shares.add(new Share(ofNetwork, buckets.get().of(key, ofNetwork)));
      }
    }
    return shares;
  }

  /** Of each policy the tightest of all networks; the limits are in the order of the shares. */
  private RateLimitFields tightest(List<ServiceLimit> limits) {
    RateLimitFields left = new RateLimitFields(limits.subList(0, policies.size()));
    for (int i = policies.size(); i < limits.size(); i += policies.size()) {
      left = left.tightest(new RateLimitFields(limits.subList(i, i + policies.size())));
    }
    return left;
  }

  private static ServiceLimit limit(QuotaPolicy policy, ConsumptionProbe probe) {
    if (!probe.isConsumed()) {
      return new ServiceLimit(policy, 0, wholeSeconds(probe.getNanosToWaitForRefill()));
    }
    long remaining = probe.getRemainingTokens();
    long ofOne = Objects.requireNonNull(policy.window()).toNanos() / policy.quota();
    long nanos = probe.getNanosToWaitForReset() - (policy.quota() - remaining - 1) * ofOne;
    return new ServiceLimit(policy, remaining, wholeSeconds(Math.max(1, nanos)));
  }

  private static ServiceLimit limit(QuotaPolicy policy, EstimationProbe probe) {
    return probe.canBeConsumed()
        ? new ServiceLimit(policy, probe.getRemainingTokens(), null)
        : new ServiceLimit(
            policy,
            Math.min(0, probe.getRemainingTokens()),
            wholeSeconds(probe.getNanosToWaitForRefill()));
  }

  private static Duration wholeSeconds(long nanos) {
    return Duration.ofSeconds(WholeSeconds.roundedUp(Duration.ofNanos(nanos)));
  }
}
