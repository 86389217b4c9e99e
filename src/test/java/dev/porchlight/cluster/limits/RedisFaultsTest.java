package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.TokenBuckets;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RedisFault;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.upstream.RecordedLog;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each trouble that a Redis can be in while machines rely on it. */
final class RedisFaultsTest {

  private static final QuotaPolicy DAY = new QuotaPolicy("day", 10, Duration.ofDays(1));

  static List<RedisFault> faults() {
    return RedisFault.all();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void itIsRiddenOutOnTheMachinesShareAtNoDelayAndWithOneLine(RedisFault fault) throws IOException {
    try (RedisServer redis = RedisFault.server();
        Machines machines = new Machines(redis);
        RecordedLog log = RecordedLog.of(RedisLink.class)) {
      Cluster machine = machines.joinHasty();
      machines.joinHasty();
      machines.awaitAllKnown();
      TokenBuckets buckets = machine.visitorLimits().tokenBuckets("questions", List.of(DAY));
      fault.begins().to(redis);
      Machines.awaitState(machine, "lost");
      List<CompletableFuture<RateLimitDecision>> asked =
          IntStream.range(0, 20)
              .mapToObj(i -> buckets.consume(visitor(1)).toCompletableFuture())
              .toList();
      assertThat(asked).allMatch(CompletableFuture::isDone);
      assertThat(asked)
          .filteredOn(decision -> decision.join() instanceof RateLimitDecision.Admitted)
          .hasSize(5);
      fault.ends().to(redis);
      Machines.awaitState(machine, "up");
      Awaitility.await().until(() -> VisitorLimitsContract.admitted(buckets, visitor(2), 20) == 10);
      assertThat(log.lines().stream().filter(line -> line.contains("can't be relied on")))
          .as("of each of the two machines")
          .hasSizeBetween(1, 2)
          .allSatisfy(line -> assertThat(line).containsPattern(fault.reason()));
    }
  }

  @Test
  void connectionsThatAreKilledUnderLoadCostNobodyADecisionAndGainNobodyMoreThanAShare()
      throws IOException {
    try (RedisServer redis = RedisServer.start();
        Machines machines = new Machines(redis)) {
      Cluster machine = machines.joinHasty();
      TokenBuckets buckets = machine.visitorLimits().tokenBuckets("questions", List.of(DAY));
      for (int round = 1; round <= 6; round++) {
        int visitor = round;
        List<CompletableFuture<RateLimitDecision>> asked =
            IntStream.range(0, 50)
                .mapToObj(i -> buckets.consume(visitor(visitor)).toCompletableFuture())
                .toList();
        redis.ask("CLIENT", "KILL", "TYPE", "normal");
        assertThat(asked)
            .filteredOn(decision -> decision.join() instanceof RateLimitDecision.Admitted)
            .hasSizeBetween(1, 2 * DAY.quota());
        Machines.awaitState(machine, "up");
      }
    }
  }

  @Test
  void whileItComesAndGoesEachQuestionIsDecidedAndTheOwnerIsToldOnce() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Machines machines = new Machines(redis);
        RecordedLog log = RecordedLog.of(RedisLink.class)) {
      Cluster machine = machines.joinHasty();
      TokenBuckets buckets = machine.visitorLimits().tokenBuckets("questions", List.of(DAY));
      for (int round = 1; round <= 4; round++) {
        redis.freeze();
        assertThat(VisitorLimitsContract.admitted(buckets, visitor(round), 12))
            .isBetween(1, DAY.quota());
        Machines.awaitState(machine, "lost");
        redis.resume();
        Machines.awaitState(machine, "up");
      }
      assertThat(log.lines()).filteredOn(line -> line.contains("can't be relied on")).hasSize(1);
      Awaitility.await()
          .until(() -> VisitorLimitsContract.admitted(buckets, visitor(99), 20) == DAY.quota());
    }
  }

  @Test
  void aCommandIsGivenUpAfterItsTimeoutAndWhatComesThenAtOnce() throws IOException {
    ManualScheduler time = new ManualScheduler();
    try (RedisServer redis = RedisServer.start();
        RedisLink link =
            RedisLink.open(
                new RedisConfig(redis.uri(), true, Duration.ofMillis(50)),
                "one",
                new Timers(time, Runnable::run),
                time)) {
      assertThat(link.state()).isEqualTo(RedisLink.State.UP);
      redis.freeze();
      var late = link.call(RedisAsyncCommands::dbsize).toCompletableFuture();
      time.advance(Duration.ofMillis(49));
      assertThat(late).isNotDone();
      time.advance(Duration.ofMillis(1));
      assertThat(late).isCompletedExceptionally();
      assertThat(link.call(RedisAsyncCommands::dbsize).toCompletableFuture())
          .isCompletedExceptionally();
    }
  }

  @Test
  void anEmptiedRedisIsGoneOnWith() throws IOException {
    try (RedisServer redis = RedisServer.start();
        Machines machines = new Machines(redis)) {
      Cluster machine = machines.join(Ticker.systemTicker(), InstantSource.system());
      machines.join(Ticker.systemTicker(), InstantSource.system());
      TokenBuckets buckets = machine.visitorLimits().tokenBuckets("questions", List.of(DAY));
      assertThat(VisitorLimitsContract.admitted(buckets, visitor(1), 1)).isOne();
      redis.ask("FLUSHALL");
      redis.ask("SCRIPT", "FLUSH");
      Awaitility.await().until(() -> redis.ask("ZCARD", "porchlight:machines").equals(":2"));
      assertThat(machine.state()).isEqualTo("up");
      assertThat(VisitorLimitsContract.admitted(buckets, visitor(2), 20)).isEqualTo(10);
    }
  }

  private static ClientAddress visitor(int number) {
    return new ClientAddress(ClientAddress.Kind.IPV4, number);
  }
}
