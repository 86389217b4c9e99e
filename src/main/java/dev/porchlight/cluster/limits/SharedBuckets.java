package dev.porchlight.cluster.limits;

import dev.porchlight.ratelimit.QuotaPolicy;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The buckets that are in Redis, each until it is full again. They go by the machines' wall clocks,
 * whose differences a bucket rides out: it never goes back in time. Safe for use by any thread.
 */
final class SharedBuckets {

  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final AsyncProxyManager<String> manager;

  SharedBuckets(StatefulRedisConnection<String, byte[]> connection, InstantSource clock) {
    manager =
        Bucket4jLettuce.casBasedBuilder(connection)
            .clientClock(new WallClock(clock))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(MARGIN))
            .build()
            .asAsync();
  }

  /** The bucket of that key, filled by that policy. */
  AsyncBucketProxy of(String key, QuotaPolicy policy) {
    Duration window = Objects.requireNonNull(policy.window());
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(policy.quota()).refillGreedy(policy.quota(), window))
            .build();
    return manager.getProxy(key, () -> CompletableFuture.completedFuture(configuration));
  }

  private record WallClock(InstantSource clock) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
