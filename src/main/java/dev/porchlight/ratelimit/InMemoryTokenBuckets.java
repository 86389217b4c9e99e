package dev.porchlight.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LockFreeBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
  private final Map<Network.Size, Share> shares = new EnumMap<>(Network.Size.class);
  private final TimeMeter time;
  private final Cache<Network, Bucket> buckets;

  /**
   * @param policies each with a window; none: everything is admitted
   * @param maximumBuckets how many networks it remembers
   */
  InMemoryTokenBuckets(List<QuotaPolicy> policies, int maximumBuckets, Ticker ticker) {
    this.policies = List.copyOf(policies);
    for (Network.Size size : Network.Size.values()) {
      List<QuotaPolicy> ofSize = policies.stream().map(size::shareOf).toList();
      shares.put(size, new Share(ofSize, configuration(ofSize)));
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
    RateLimitFields left = RateLimitFields.untouched(policies);
    if (policies.isEmpty()) {
      return new RateLimitDecision.Admitted(new Reservation(() -> {}), left);
    }
    List<Bucket> taken = new ArrayList<>();
    for (Network network : visitor.networks()) {
      BucketConfiguration configuration = share(network).configuration;
      if (configuration == null) {
        return left.refusal();
      }
      Bucket bucket = buckets.get(network, key -> newBucket(configuration));
      VerboseResult<Boolean> result = bucket.asVerbose().tryConsume(1);
      left = left.tightest(rateLimit(network, result.getState()));
      if (!result.getValue()) {
        giveBack(taken);
        return left.tightest(remaining(visitor)).refusal();
      }
      taken.add(bucket);
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
    for (Network network : visitor.networks()) {
      BucketConfiguration configuration = share(network).configuration;
      if (configuration != null && amount > 0) {
        buckets
            .get(network, key -> newBucket(configuration))
            .consumeIgnoringRateLimits(Math.min(amount, MAX_AMOUNT));
      }
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
    Bucket bucket = buckets.getIfPresent(network);
    return bucket == null
        ? RateLimitFields.untouched(share(network).policies)
        : rateLimit(network, bucket.asVerbose().getAvailableTokens().getState());
  }

  private static void giveBack(List<Bucket> taken) {
    taken.forEach(bucket -> bucket.addTokens(1));
  }

  private Bucket newBucket(BucketConfiguration configuration) {
    return new LockFreeBucket(configuration, MathType.INTEGER_64_BITS, time, BucketListener.NOPE);
  }

  private RateLimitFields rateLimit(Network network, BucketState state) {
    List<QuotaPolicy> ofNetwork = share(network).policies;
    List<ServiceLimit> limits = new ArrayList<>(ofNetwork.size());
    for (int i = 0; i < ofNetwork.size(); i++) {
      limits.add(limit(ofNetwork.get(i), state.getCurrentSize(i), state.getRoundingError(i)));
    }
    return new RateLimitFields(limits);
  }

  /**
   * @param tokenNanos what has come of the next token, in nanoseconds times tokens: the part of it
   *     that the bucket has in hand
   */
  private static ServiceLimit limit(QuotaPolicy policy, long remaining, long tokenNanos) {
    if (remaining >= policy.quota()) {
      return ServiceLimit.untouched(policy);
    }
    long nanosPerSecond = Duration.ofSeconds(1).toNanos();
    long missing = window(policy).toNanos() - tokenNanos;
    long ofToken = -Math.floorDiv(-missing, policy.quota() * nanosPerSecond);
    long owed = Math.max(0, -remaining);
    long ofDebt = -Math.floorDiv(-owed * window(policy).toSeconds(), (long) policy.quota());
    long seconds = ofToken + ofDebt;
    return new ServiceLimit(policy, remaining, Duration.ofSeconds(seconds));
  }

  /** Null where a bucket has nothing to decide: no policy at all, or one that allows nothing. */
  private static @Nullable BucketConfiguration configuration(List<QuotaPolicy> policies) {
    if (policies.isEmpty() || policies.stream().anyMatch(policy -> policy.quota() == 0)) {
      return null;
    }
    var builder = BucketConfiguration.builder();
    policies.forEach(policy -> builder.addLimit(bandwidth(policy)));
    return builder.build();
  }

  private Share share(Network network) {
    return Objects.requireNonNull(shares.get(network.size()));
  }

  /**
   * What each network of one size may have.
   *
   * @param configuration that of all their buckets; null where there are none
   */
  private record Share(List<QuotaPolicy> policies, @Nullable BucketConfiguration configuration) {}

  private static Bandwidth bandwidth(QuotaPolicy policy) {
    return Bandwidth.builder()
        .capacity(policy.quota())
        .refillGreedy(policy.quota(), window(policy))
        .build();
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
