package dev.porchlight.cluster.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.Opinions;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The opinion of a stream on several machines over a real Redis. */
final class RedisOpinionsTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Test
  void theLatestOpinionOfAStreamIsKnownOnEachMachine() {
    Opinions first = machine();
    Opinions second = machine();
    assertThat(rate(first, "a", Opinion.HELPFUL)).isNull();
    assertThat(rate(second, "a", Opinion.WRONG)).isEqualTo(Opinion.HELPFUL);
    assertThat(rate(first, "a", Opinion.HELPFUL)).isEqualTo(Opinion.WRONG);
    assertThat(rate(second, "b", Opinion.HELPFUL)).isNull();
  }

  @Test
  void whileRedisIsLostEachMachineKnowsItsOwnAndTellsItLater() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      Cluster machine = hasty.joinHasty();
      Opinions opinions = machine.requests(hasty.timers()).opinions(Opinions.inMemory(), id -> {});
      Subscription stream = stream("a");
      other.stop();
      Machines.awaitState(machine, "lost");
      assertThat(rate(opinions, stream, Opinion.HELPFUL)).isNull();
      assertThat(rate(opinions, stream, Opinion.OTHER)).isEqualTo(Opinion.HELPFUL);
      other.startAgain();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(other.ask("GET", "porchlight:opinion:{a}")).isEqualTo("$5\r\nOTHER"));
      assertThat(rate(opinions, stream, Opinion.HELPFUL)).isEqualTo(Opinion.OTHER);
    }
  }

  @Test
  void anOpinionThatIsGivenUpLateDoesNotReplaceTheOneAfterIt() throws IOException {
    ManualScheduler time = new ManualScheduler();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (RedisServer other = RedisServer.start();
        Machines machines = new Machines(other)) {
      Cluster machine = machines.join(new Timers(time, threads));
      Opinions opinions =
          machine.requests(machines.timers()).opinions(Opinions.inMemory(), id -> {});
      Subscription stream = stream("a");
      other.freeze();
      CompletionStage<?> givenUp = opinions.rate(stream, Opinion.HELPFUL);
      time.advance(Duration.ofSeconds(6));
      CompletionStage<?> answered = opinions.rate(stream, Opinion.WRONG);
      time.advance(Duration.ofSeconds(5));
      givenUp.toCompletableFuture().join();
      other.resume();
      answered.toCompletableFuture().join();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                time.advance(Duration.ofMillis(200));
                return machine.state().equals("up");
              });
      assertThat(rate(opinions, stream, Opinion.OTHER)).isEqualTo(Opinion.WRONG);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void thatAnAnswerDoesNotHelpTheOtherMachinesHearOnce() {
    Queue<String> heardByFirst = new ConcurrentLinkedQueue<>();
    Queue<String> heardBySecond = new ConcurrentLinkedQueue<>();
    Opinions first = machine(heardByFirst);
    Opinions second = machine(heardBySecond);
    rate(first, "a", Opinion.HELPFUL);
    rate(second, "a", Opinion.UNHELPFUL);
    rate(second, "a", Opinion.WRONG);
    rate(first, "b", Opinion.OTHER);
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(heardByFirst).containsExactly("a");
              assertThat(heardBySecond).containsExactly("b");
            });
  }

  private static Opinions machine() {
    return machine(new ConcurrentLinkedQueue<>());
  }

  private static Opinions machine(Queue<String> notHelpful) {
    Machines machines = redis.machines();
    return machines
        .join(Ticker.systemTicker(), InstantSource.system())
        .requests(machines.timers())
        .opinions(Opinions.inMemory(), notHelpful::add);
  }

  private static @Nullable Opinion rate(Opinions opinions, String stream, Opinion latest) {
    return rate(opinions, stream(stream), latest);
  }

  private static @Nullable Opinion rate(Opinions opinions, Subscription stream, Opinion latest) {
    return opinions.rate(stream, latest).toCompletableFuture().join();
  }

  private static Subscription stream(String id) {
    ManualScheduler time = new ManualScheduler();
    return Objects.requireNonNull(
        AnswerLog.inMemory(1024, time).attach(id, Duration.ZERO, new Timers(time, Runnable::run)));
  }
}
