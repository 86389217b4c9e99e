package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.ConcurrencyLimiter;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitDecision.Admitted;
import dev.porchlight.ratelimit.TokenBuckets;
import dev.porchlight.ratelimit.VisitorLimits;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The visitors' limits of several machines over a real Redis. */
final class RedisVisitorLimitsTest extends VisitorLimitsContract {

  private static final int VISITORS = 1_000;
  private static final int QUESTIONS = 10_000;

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Override
  VisitorLimits limits() {
    return redis.machines().join(time, time).visitorLimits();
  }

  @Test
  void ofTenThousandQuestionsToThreeMachinesNobodyGainsOne() {
    QuotaPolicy minute = new QuotaPolicy("minute", 4, Duration.ofMinutes(1));
    QuotaPolicy day = new QuotaPolicy("day", 3, Duration.ofDays(1));
    List<TokenBuckets> buckets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      buckets.add(limits().tokenBuckets("questions", List.of(minute, day)));
    }
    List<CompletionStage<RateLimitDecision>> asked = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      asked.add(buckets.get(i % 3).consume(visitor(i / 3 % VISITORS)));
      if (i % 500 == 0) {
        asked.get(i).toCompletableFuture().join();
      }
    }
    assertThat(asked.stream().filter(one -> decided(one) instanceof Admitted).count())
        .isLessThanOrEqualTo(3L * VISITORS)
        .isGreaterThan(2L * VISITORS);
    for (int i = 0; i < VISITORS; i++) {
      admitted(buckets.get(i % 3), visitor(i), 3);
      assertThat(decided(buckets.get((i + 1) % 3).consume(visitor(i))))
          .isInstanceOf(RateLimitDecision.Refused.class);
    }
  }

  @Test
  void ofAThousandRacedStreamsOnThreeMachinesNobodyHoldsOneTooMany() {
    List<ConcurrencyLimiter> limiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      limiters.add(limits().concurrency(new QuotaPolicy("streams", 3, null)));
    }
    List<CompletableFuture<RateLimitDecision>> taken = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      taken.add(limiters.get(i % 3).take(visitor(i % 100)).toCompletableFuture());
    }
    assertThat(taken.stream().filter(one -> one.join() instanceof Admitted).count()).isEqualTo(300);
  }

  @Test
  void whatADeadMachineHeldIsFreeAgainAndWhatALivingOneHoldsIsNot() throws IOException {
    Cluster living = redis.machines().join(Ticker.systemTicker(), time);
    ConcurrencyLimiter limiter =
        living.visitorLimits().concurrency(new QuotaPolicy("streams", 2, null));
    assertThat(decided(limiter.take(visitor(1)))).isInstanceOf(Admitted.class);
    String key =
        redis.server().ask("KEYS", "porchlight:held:*").lines().skip(2).findFirst().orElseThrow();
    redis.server().ask("ZADD", key, "1", "dead.1");
    redis.server().ask("ZADD", key, "1", "living-but-late");
    assertThat(decided(limiter.take(visitor(1)))).isInstanceOf(Admitted.class);
    assertThat(decided(limiter.take(visitor(1)))).isInstanceOf(RateLimitDecision.Refused.class);
    redis.server().ask("FLUSHALL");
    Awaitility.await()
        .untilAsserted(() -> assertThat(redis.server().ask("ZCARD", key)).isEqualTo(":2"));
  }

  @Test
  void whileRedisIsLostEachMachineKeepsToItsShare() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      Cluster first = hasty.joinHasty();
      Cluster second = hasty.joinHasty();
      hasty.awaitAllKnown();
      QuotaPolicy day = new QuotaPolicy("day", 10, Duration.ofDays(1));
      TokenBuckets ofFirst = first.visitorLimits().tokenBuckets("questions", List.of(day));
      TokenBuckets ofSecond = second.visitorLimits().tokenBuckets("questions", List.of(day));
      Awaitility.await().until(() -> admitted(ofFirst, visitor(1), 1) == 1);
      other.stop();
      Machines.awaitState(first, "lost");
      Machines.awaitState(second, "lost");
      assertThat(admitted(ofFirst, visitor(1), 10)).isEqualTo(4);
      assertThat(admitted(ofSecond, visitor(1), 10)).isEqualTo(5);
      other.startAgain();
      Machines.awaitState(first, "up");
      AtomicInteger next = new AtomicInteger(1);
      Awaitility.await().until(() -> admitted(ofFirst, visitor(next.incrementAndGet()), 20) == 10);
    }
  }

  private static ClientAddress visitor(int number) {
    return new ClientAddress(ClientAddress.Kind.IPV4, number);
  }
}
