package dev.porchlight.cluster.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AskResult;
import dev.porchlight.answer.IdempotencyCache;
import dev.porchlight.answer.IdempotencyCacheContract;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The keys of several machines over a real Redis. */
final class RedisIdempotencyCacheTest extends IdempotencyCacheContract {

  private static final IdempotencyCache.Key KEY = new IdempotencyCache.Key("visitor", "key");

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private IdempotencyCache first;

  @BeforeEach
  void join() {
    first = machine();
  }

  private IdempotencyCache machine() {
    Machines machines = redis.machines();
    return cache(machines, machines.join(Ticker.systemTicker(), InstantSource.system()));
  }

  private IdempotencyCache cache(Machines machines, Cluster machine) {
    return machine.requests(machines.timers()).idempotency(inMemory(), this::find);
  }

  @Override
  protected IdempotencyCache cache() {
    return first;
  }

  @Test
  void theSameRequestToAnotherMachineFindsTheSameStream() {
    IdempotencyCache second = machine();
    AskResult asked = asked(first, "body");
    assertThat(asked).isInstanceOf(AskResult.Admitted.class);
    assertThat(asked(second, "body")).isEqualTo(asked);
    assertThat(asked(machine(), "other")).isEqualTo(new AskResult.KeyReused());
  }

  @Test
  void whileOneMachineAsksAnotherWaitsForWhatBecomesOfIt() {
    CompletableFuture<AskResult> asking = new CompletableFuture<>();
    var askedFirst = first.ask(KEY, "body", () -> asking).toCompletableFuture();
    IdempotencyCache second = machine();
    var askedSecond = second.ask(KEY, "body", this::admitted).toCompletableFuture();
    assertThat(asked(machine(), "other")).isEqualTo(new AskResult.KeyReused());
    assertThat(askedSecond).isNotDone();
    AskResult result = admitted().toCompletableFuture().join();
    asking.complete(result);
    assertThat(askedSecond.join()).isEqualTo(askedFirst.join()).isEqualTo(result);
  }

  @Test
  void whatOneMachineRefusesAnotherMayBeAsked() {
    CompletableFuture<AskResult> asking = new CompletableFuture<>();
    var refused = first.ask(KEY, "body", () -> asking).toCompletableFuture();
    var waiting = machine().ask(KEY, "body", this::admitted).toCompletableFuture();
    asking.complete(limited().toCompletableFuture().join());
    assertThat(refused.join()).isInstanceOf(AskResult.Limited.class);
    assertThat(waiting.join()).isInstanceOf(AskResult.Admitted.class);
  }

  @Test
  void aMachineThatDiesWhileItAsksFreesItsClaim() {
    Machines mortal = new Machines(redis.server());
    Cluster dying = mortal.join(Ticker.systemTicker(), InstantSource.system());
    CompletableFuture<Void> claimed = new CompletableFuture<>();
    var never =
        cache(mortal, dying)
            .ask(
                KEY,
                "body",
                () -> {
                  claimed.complete(null);
                  return new CompletableFuture<>();
                });
    claimed.join();
    var waiting = first.ask(KEY, "body", this::admitted).toCompletableFuture();
    mortal.close();
    assertThat(waiting.join()).isInstanceOf(AskResult.Admitted.class);
    assertThat(never.toCompletableFuture()).isNotDone();
  }

  @Test
  void ofManyMachinesAtTheSameMomentOneAsks() {
    List<IdempotencyCache> machines = List.of(first, machine(), machine(), machine());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int round = 0; round < 50; round++) {
      IdempotencyCache.Key key = new IdempotencyCache.Key("visitor", "round" + round);
      AtomicInteger times = new AtomicInteger();
      List<CompletableFuture<AskResult>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        IdempotencyCache machine = machines.get(i % 4);
        results.add(
            CompletableFuture.supplyAsync(
                    () ->
                        machine.ask(
                            key,
                            "body",
                            () -> {
                              times.incrementAndGet();
                              return admitted();
                            }),
                    threads)
                .thenCompose(asked -> asked));
      }
      assertThat(results.stream().map(CompletableFuture::join).distinct()).hasSize(1);
      assertThat(times).hasValue(1);
    }
    threads.shutdownNow();
  }

  @Test
  void whileRedisIsLostEachMachineKnowsItsOwn() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      Cluster machine = hasty.joinHasty();
      IdempotencyCache alone = cache(hasty, machine);
      other.stop();
      Machines.awaitState(machine, "lost");
      AskResult asked = asked(alone, "body");
      assertThat(asked).isInstanceOf(AskResult.Admitted.class);
      assertThat(asked(alone, "body")).isEqualTo(asked);
    }
  }

  private AskResult asked(IdempotencyCache machine, String body) {
    return machine.ask(KEY, body, this::admitted).toCompletableFuture().join();
  }
}
