package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.encoding.WholeSeconds;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Token buckets in the memory of this process, of bucket4j. */
final class InMemoryTokenBuckets implements TokenBuckets {
  /*
   * The table is bounded, and what falls out of it starts anew with a full bucket. By time that is
   * no loss: a bucket left alone for its longest window is full. By size it would be, so it must
   * not pay to push one's own bucket out. To do so takes about as many other addresses as the table
   * holds, each with a bucket of its own made by a wish of its own; who has these has their quotas
   * too, many times what the push would win back. And Caffeine's W-TinyLFU keeps those that ask
   * often against those that ask once, so that a spray of addresses pushes out mostly itself. The
   * other choice, one bucket shared by all that find the table full, would let a spray lock
   * everybody out. What all visitors may have together is no matter of this table.
   */

  /** So that no debt overflows: more than any call costs. */
  private static final long MAX_AMOUNT = 100_000_000;

  private final List<QuotaPolicy> policies;
  private final Map<Network.Size, List<QuotaPolicy>> shares = new EnumMap<>(Network.Size.class);
  private final TimeMeter time;

  /** Of each network one bucket for each policy, in their order. */
  private final Cache<Network, List<Bucket>> buckets;

  /**
   * @param policies each with a window; none: everything is admitted
   * @param maximumBuckets how many networks it remembers
   */
  InMemoryTokenBuckets(List<QuotaPolicy> policies, int maximumBuckets, Ticker ticker) {
    this.policies = List.copyOf(policies);
    for (Network.Size size : Network.Size.values()) {
      shares.put(size, policies.stream().map(size::shareOf).toList());
    }
    this.time = new TickerTime(ticker);
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maximumBuckets)
            .expireAfterAccess(longestWindow(policies))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public CompletionStage<RateLimitDecision> consume(ClientAddress visitor) {
    return CompletableFuture.completedFuture(tryConsume(visitor));
  }

  /** As {@link #consume}, at once. */
  RateLimitDecision tryConsume(ClientAddress visitor) {
    List<Bucket> taken = new ArrayList<>();
    RateLimitFields left = RateLimitFields.untouched(policies);
    if (left.isSpent()) {
      return left.refusal();
    }
    for (Network network : visitor.networks()) {
      List<QuotaPolicy> ofNetwork = share(network);
      List<Bucket> own = buckets.get(network, key -> newBuckets(ofNetwork));
      List<ServiceLimit> limits = new ArrayList<>();
      boolean refused = false;
      for (int i = 0; i < own.size(); i++) {
        ConsumptionProbe probe = own.get(i).tryConsumeAndReturnRemaining(1);
        limits.add(limit(ofNetwork.get(i), own.get(i), probe));
        refused |= !probe.isConsumed();
        if (probe.isConsumed()) {
          taken.add(own.get(i));
        }
      }
      left = left.tightest(new RateLimitFields(limits));
      if (refused) {
        giveBack(taken);
        return left.tightest(remaining(visitor)).refusal();
      }
    }
    return new RateLimitDecision.Admitted(new Reservation(() -> giveBack(taken)), left);
  }

  @Override
  public CompletionStage<RateLimitDecision> check(ClientAddress visitor) {
    RateLimitFields left = remaining(visitor);
    return CompletableFuture.completedFuture(
        left.isSpent()
            ? left.refusal()
            : new RateLimitDecision.Admitted(new Reservation(() -> {}), left));
  }

  @Override
  public void spend(ClientAddress visitor, long amount) {
    if (amount <= 0 || RateLimitFields.untouched(policies).isSpent()) {
      return;
    }
    for (Network network : visitor.networks()) {
      List<QuotaPolicy> ofNetwork = share(network);
      buckets
          .get(network, key -> newBuckets(ofNetwork))
          .forEach(bucket -> bucket.consumeIgnoringRateLimits(Math.min(amount, MAX_AMOUNT)));
    }
  }

  @Override
  public RateLimitFields remaining(ClientAddress visitor) {
    return visitor.networks().stream()
        .map(this::remaining)
        .reduce(RateLimitFields::tightest)
        .orElseThrow();
  }

  @Override
  public long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private RateLimitFields remaining(Network network) {
    List<QuotaPolicy> ofNetwork = share(network);
    List<Bucket> own = buckets.getIfPresent(network);
    if (own == null) {
      return RateLimitFields.untouched(ofNetwork);
    }
    return new RateLimitFields(
        IntStream.range(0, own.size()).mapToObj(i -> limit(ofNetwork.get(i), own.get(i))).toList());
  }

  private static void giveBack(List<Bucket> taken) {
    taken.forEach(bucket -> bucket.addTokens(1));
  }

  private List<Bucket> newBuckets(List<QuotaPolicy> ofNetwork) {
    return ofNetwork.stream().map(this::newBucket).toList();
  }

  private Bucket newBucket(QuotaPolicy policy) {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(policy.quota()).refillGreedy(policy.quota(), window(policy)))
        .withCustomTimePrecision(time)
        .build();
  }

  /** After an attempt to take one, whose answer also says how long a refusal holds. */
  private static ServiceLimit limit(QuotaPolicy policy, Bucket bucket, ConsumptionProbe probe) {
    return probe.isConsumed()
        ? limit(policy, bucket, probe.getRemainingTokens())
        : new ServiceLimit(policy, 0, wholeSeconds(probe.getNanosToWaitForRefill()));
  }

  private static ServiceLimit limit(QuotaPolicy policy, Bucket bucket) {
    return limit(policy, bucket, bucket.getAvailableTokens());
  }

  private static ServiceLimit limit(QuotaPolicy policy, Bucket bucket, long remaining) {
    if (remaining >= policy.quota()) {
      return ServiceLimit.untouched(policy);
    }
    long nanos =
        bucket.estimateAbilityToConsume(Math.max(1, remaining + 1)).getNanosToWaitForRefill();
    return new ServiceLimit(policy, remaining, wholeSeconds(nanos));
  }

  private static Duration wholeSeconds(long nanos) {
    return Duration.ofSeconds(WholeSeconds.roundedUp(Duration.ofNanos(nanos)));
  }

  private List<QuotaPolicy> share(Network network) {
    return Objects.requireNonNull(shares.get(network.size()));
  }

  private static Duration longestWindow(List<QuotaPolicy> policies) {
    return policies.stream()
        .map(InMemoryTokenBuckets::window)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Duration window(QuotaPolicy policy) {
    return Objects.requireNonNull(policy.window());
  }

  /** The ticker as the buckets read it: time that only goes on, whatever the wall clock does. */
  private record TickerTime(Ticker ticker) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return ticker.read();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
