package dev.porchlight.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.io.StorageException;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.owner.DailyFigures;
import dev.porchlight.owner.DayStore;
import dev.porchlight.owner.DayStore.Figure;
import dev.porchlight.owner.DayStoreContract;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures of several machines over a real Redis. */
final class RedisDayStoreTest extends DayStoreContract {

  private static final LocalDate DAY = LocalDate.parse("2026-05-31");
  private static final Figure ALL = new Figure("questions", "all");

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private DayStore store;

  @BeforeEach
  void join() {
    store = another();
  }

  private static DayStore another() {
    return redis.machines().join(Ticker.systemTicker(), InstantSource.system()).records().days();
  }

  @Override
  protected DayStore store() {
    return store;
  }

  @Test
  void whatOneMachineAddsTheOthersRead() {
    store.add(Map.of(DAY, Map.of(ALL, 2L)), DAY);
    DayStore other = another();
    other.add(Map.of(DAY, Map.of(ALL, 3L)), DAY);
    assertThat(store.read()).isEqualTo(Map.of(DAY, Map.of(ALL, 5L))).isEqualTo(other.read());
  }

  @Test
  void ofFourMachinesThatRaceTheSumIsExact() {
    List<CompletableFuture<Void>> machines = new ArrayList<>();
    for (int machine = 0; machine < 4; machine++) {
      DayStore one = another();
      machines.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 1; i <= 500; i++) {
                  one.add(Map.of(DAY, Map.of(ALL, (long) i)), DAY);
                }
              }));
    }
    machines.forEach(CompletableFuture::join);
    assertThat(store.read()).isEqualTo(Map.of(DAY, Map.of(ALL, 4 * 500 * 501 / 2L)));
  }

  @Test
  void whatIsSentAgainBecauseTheReplyWasLateCountsOnce() throws IOException {
    try (RedisServer slow = RedisServer.start();
        Machines hasty = new Machines(slow)) {
      Cluster machine = hasty.joinHasty();
      DayStore late = machine.records().days();
      late.add(Map.of(DAY, Map.of(ALL, 1L)), DAY);
      for (int round = 1; round <= 5; round++) {
        Map<LocalDate, Map<Figure, Long>> more = Map.of(DAY, Map.of(ALL, 10L));
        slow.freeze();
        assertThatThrownBy(() -> late.add(more, DAY)).isInstanceOf(StorageException.class);
        slow.resume();
        Machines.awaitState(machine, "up");
        Awaitility.await()
            .ignoreException(StorageException.class)
            .untilAsserted(() -> late.add(more, DAY));
        long expected = 1 + 10L * round;
        Awaitility.await()
            .ignoreException(StorageException.class)
            .untilAsserted(
                () -> assertThat(late.read()).isEqualTo(Map.of(DAY, Map.of(ALL, expected))));
      }
    }
  }

  @Test
  void whatIsCountedWhileRedisIsLostIsAddedLater() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      Cluster first = hasty.joinHasty();
      Cluster second = hasty.joinHasty();
      DailyFigures ofFirst = figures(hasty, first);
      DailyFigures ofSecond = figures(hasty, second);
      other.stop();
      Machines.awaitState(first, "lost");
      ofFirst.spent("primary", new TokenUsage(7, 0), 0);
      assertThat(ofFirst.list().get(0).tokensRead()).isEqualTo(7);
      assertThat(ofSecond.list()).isEmpty();
      other.startAgain();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(ofSecond.list())
                      .singleElement()
                      .extracting(DailyFigures.Day::tokensRead)
                      .isEqualTo(7L));
      assertThat(ofFirst.list()).isEqualTo(ofSecond.list());
    }
  }

  private static DailyFigures figures(Machines machines, Cluster machine) {
    return new DailyFigures(
        false, machine.records().days(), InstantSource.system(), machines.timers());
  }
}
