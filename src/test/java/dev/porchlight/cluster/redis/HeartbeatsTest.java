package dev.porchlight.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which machines are known to be there, over a real Redis, by heartbeats that are made by hand. */
final class HeartbeatsTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private final List<Machine> open = new ArrayList<>();

  /** A machine whose next heartbeat comes when the test says so. */
  private record Machine(ManualScheduler time, RedisLink link, AtomicInteger beats) {

    void beat() {
      Awaitility.await("what it asked before")
          .until(() -> time.pending() == 1 && Duration.ofSeconds(1).equals(time.untilNext()));
      int before = beats.get();
      time.advance(Duration.ofSeconds(1));
      Awaitility.await("a heartbeat").until(() -> beats.get() > before);
    }

    int machines() {
      return link.machines();
    }
  }

  @AfterEach
  void closeAll() {
    open.forEach(machine -> machine.link.close());
  }

  @Test
  void afterRedisWasEmptiedTheOthersCountUntilEachHasHadTheTimeToSayThatItIsThere()
      throws IOException {
    Machine first = machine("first");
    Machine second = machine("second");
    first.beat();
    assertThat(first.machines()).isEqualTo(2);
    redis.server().ask("FLUSHALL");
    first.beat();
    assertThat(first.machines()).isEqualTo(2);
    second.beat();
    assertThat(second.machines()).isEqualTo(2);
    Machine third = machine("third");
    first.beat();
    assertThat(first.machines()).isEqualTo(3);
    assertThat(third.machines()).isEqualTo(3);
  }

  @Test
  void oneThatDoesNotComeBackAfterThatCountsNoMore() throws IOException {
    Machine first = machine("first");
    machine("gone");
    first.beat();
    redis.server().ask("FLUSHALL");
    first.beat();
    assertThat(first.machines()).isEqualTo(2);
    Awaitility.await()
        .until(
            () -> {
              first.beat();
              return first.machines() == 1;
            });
  }

  @Test
  void whereNobodyWasHeardOfForLongTheyAllCountUntilTheyCanBeHeardOfAgain() throws IOException {
    Machine first = machine("first");
    machine("second");
    first.beat();
    for (String name : List.of("first", "second")) {
      redis.server().ask("ZADD", "porchlight:machines", "1", name);
    }
    first.beat();
    assertThat(first.machines()).isEqualTo(2);
  }

  @Test
  void whatRedisDoesNotKnowMayBeOnAMachineThatIsMissedButNotOnOneThatHasLeft() throws IOException {
    Machine first = machine("first");
    Machine leaves = machine("leaves");
    Machine missed = machine("missed");
    first.beat();
    leaves.link.close();
    first.beat();
    assertThat(first.link.isSettled()).isTrue();
    redis.server().ask("ZINCRBY", "porchlight:machines", "-3000", "missed");
    first.beat();
    assertThat(first.link.isSettled()).isFalse();
    redis.server().ask("ZREM", "porchlight:machines", "missed");
    first.beat();
    assertThat(first.link.isSettled()).isFalse();
    Awaitility.await()
        .until(
            () -> {
              missed.beat();
              first.beat();
              return first.link.isSettled();
            });
  }

  @Test
  void aMachineIsNotMissedForEver() throws IOException {
    Machine first = machine("first");
    machine("gone");
    redis.server().ask("ZINCRBY", "porchlight:machines", "-3000", "gone");
    first.beat();
    redis.server().ask("ZREM", "porchlight:machines", "gone");
    first.beat();
    assertThat(first.link.isSettled()).isFalse();
    Awaitility.await()
        .until(
            () -> {
              first.beat();
              return first.link.isSettled();
            });
  }

  @Test
  void oneThatLeavesCountsNoMoreAtOnce() throws IOException {
    Machine first = machine("first");
    Machine second = machine("second");
    redis.server().ask("SET", "porchlight:machines:since", "1");
    first.beat();
    assertThat(first.machines()).isEqualTo(2);
    second.link.close();
    first.beat();
    assertThat(first.machines()).isEqualTo(1);
  }

  private Machine machine(String name) {
    ManualScheduler time = new ManualScheduler();
    RedisLink link =
        RedisLink.open(
            new RedisConfig(redis.server().uri(), true, Duration.ofSeconds(10)),
            name,
            new Timers(time, Runnable::run),
            time);
    AtomicInteger beats = new AtomicInteger();
    link.onBeat(beats::incrementAndGet);
    Machine machine = new Machine(time, link, beats);
    open.add(machine);
    return machine;
  }
}
