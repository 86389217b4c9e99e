package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.DailyBudget;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The budgets of several machines over a real Redis. */
final class RedisBudgetTest extends BudgetContract {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Override
  DailyBudgets budgets(@Nullable Long nanoDollars) {
    return budgets(redis.machines().join(Ticker.systemTicker(), time), nanoDollars);
  }

  private DailyBudgets budgets(Cluster machine, @Nullable Long nanoDollars) {
    return DailyBudgets.shared(
        machine.budgets(), nanoDollars, time, redis.machines().timers(), (name, usage, cost) -> {});
  }

  private DailyBudget machine(long limit) {
    return budgets(null).open("primary", limit, Prices.FREE);
  }

  @Test
  void whatOneMachineReservesNoOtherCan() {
    DailyBudget first = machine(BUDGET);
    DailyBudget second = machine(BUDGET);
    assertThat(reserve(first, 600)).isTrue();
    assertThat(reserve(second, 500)).isFalse();
    assertThat(reserve(second, 400)).isTrue();
    assertThat(second.reserved()).isEqualTo(1_000);
    first.settle(tokens(600), tokens(1));
    Awaitility.await().until(() -> reserve(second, 599));
    assertThat(reserve(second, 1)).isFalse();
    assertThat(second.spent()).isOne();
  }

  static IntStream rounds() {
    return IntStream.rangeClosed(1, Integer.getInteger("rounds", 1));
  }

  /** With {@code -Drounds=20}, as many times. */
  @ParameterizedTest
  @MethodSource("rounds")
  void afterTenThousandRacedReservationsTheSumIsExactToTheToken(int round) {
    long limit = 100_000;
    List<DailyBudget> budgets = List.of(machine(limit), machine(limit), machine(limit));
    AtomicLong spent = new AtomicLong();
    AtomicLong used = new AtomicLong();
    AtomicLong most = new AtomicLong();
    Random random = new Random(round);
    List<CompletableFuture<?>> ended = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      DailyBudget budget = budgets.get(i % 3);
      long amount = 1L + random.nextInt(200);
      long cost = random.nextInt((int) amount + 1);
      boolean isGivenBack = random.nextBoolean();
      ended.add(
          reserving(budget, amount)
              .thenAccept(
                  isReserved -> {
                    if (isReserved) {
                      most.accumulateAndGet(used.addAndGet(amount), Math::max);
                      if (isGivenBack) {
                        used.addAndGet(-amount);
                        budget.giveBack(tokens(amount));
                      } else {
                        used.addAndGet(cost - amount);
                        spent.addAndGet(cost);
                        budget.settle(tokens(amount), tokens(cost));
                      }
                    }
                  }));
      if (i % 200 == 0) {
        ended.get(i).join();
      }
    }
    CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new)).join();
    assertThat(most.get()).isLessThanOrEqualTo(limit);
    assertThat(used.get()).isEqualTo(spent.get());
    assertThat(spent.get()).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
    DailyBudget late = machine(limit);
    long left = limit - spent.get();
    Awaitility.await().until(() -> reserve(late, left));
    assertThat(reserve(late, 1)).isFalse();
    assertThat(late.spent()).isEqualTo(spent.get());
  }

  @Test
  void whatADeadMachineSpentAndHadReservedStaysSpent() {
    Machines mortal = new Machines(redis.server());
    DailyBudget dead =
        DailyBudgets.shared(
                mortal.join(Ticker.systemTicker(), time).budgets(),
                null,
                time,
                mortal.timers(),
                (name, usage, cost) -> {})
            .open("primary", BUDGET, Prices.FREE);
    dead.settle(TokenUsage.NONE, tokens(300));
    assertThat(reserve(dead, 200)).isTrue();
    mortal.close();
    redis.machines().join(Ticker.systemTicker(), time);
    DailyBudget living = machine(BUDGET);
    assertThat(reserve(living, 501)).isFalse();
    assertThat(reserve(living, 500)).isTrue();
  }

  @Test
  void anEmptiedRedisIsToldAgainWhatWasSpent() throws IOException {
    DailyBudget first = machine(BUDGET);
    DailyBudget second = machine(BUDGET);
    first.settle(TokenUsage.NONE, tokens(300));
    second.settle(TokenUsage.NONE, tokens(400));
    Awaitility.await().until(() -> first.spent() == 700 && second.spent() == 700);
    redis.server().ask("FLUSHALL");
    Awaitility.await()
        .until(
            () -> redis.server().ask("HLEN", "porchlight:budget:primary:2026-05-31").equals(":2"));
    assertThat(reserve(machine(BUDGET), 301)).isFalse();
  }

  @Test
  void whatHasNoLimitIsToldWithTheNextHeartbeat() throws IOException {
    ManualScheduler beats = new ManualScheduler();
    Timers timers = new Timers(beats, redis.machines().timers().executor());
    DailyBudget budget =
        budgets(redis.machines().join(timers), null).open("unlimited", null, Prices.FREE);
    CompletableFuture<Boolean> reserved = reserving(budget, 600);
    assertThat(reserved).isCompletedWithValue(true);
    budget.settle(tokens(600), tokens(5));
    assertThat(redis.server().ask("KEYS", "porchlight:budget:unlimited:*")).isEqualTo("*0");
    DailyBudget other =
        budgets(redis.machines().join(timers), null).open("unlimited", null, Prices.FREE);
    Awaitility.await()
        .until(
            () -> {
              beats.advance(Duration.ofSeconds(1));
              return other.spent() == 5;
            });
  }

  @Test
  void whatHasNoLimitIsToldByAMachineThatLeaves() {
    Machines leaving = new Machines(redis.server());
    budgets(leaving.join(Ticker.systemTicker(), time), null)
        .open("unlimited", null, Prices.FREE)
        .settle(TokenUsage.NONE, tokens(7));
    leaving.close();
    DailyBudget other = budgets(null).open("unlimited", null, Prices.FREE);
    Awaitility.await().until(() -> other.spent() == 7);
  }

  @Test
  void whileRedisIsLostEachMachineSpendsItsPartOfWhatWasLeftAndTellsItLater() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      List<Cluster> two = List.of(hasty.joinHasty(), hasty.joinHasty());
      DailyBudget first = budgets(two.get(0), null).open("primary", BUDGET, Prices.FREE);
      DailyBudget second = budgets(two.get(1), null).open("primary", BUDGET, Prices.FREE);
      hasty.awaitAllKnown();
      first.settle(TokenUsage.NONE, tokens(600));
      Awaitility.await().until(() -> first.spent() == 600 && second.spent() == 600);
      other.stop();
      two.forEach(one -> Machines.awaitState(one, "lost"));
      assertThat(reserve(first, 201)).isFalse();
      assertThat(reserve(first, 200)).isTrue();
      assertThat(reserve(second, 150)).isTrue();
      assertThat(reserve(second, 51)).isFalse();
      first.settle(tokens(200), tokens(199));
      second.settle(tokens(150), tokens(101));
      other.startAgain();
      Awaitility.await().until(() -> first.spent() == 900 && second.spent() == 900);
      assertThat(reserve(first, 101)).isFalse();
      assertThat(reserve(second, 100)).isTrue();
    }
  }
}
