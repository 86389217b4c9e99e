package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerCache;
import dev.porchlight.answer.CacheKey;
import dev.porchlight.answer.SharedAnswer;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The answers to first questions of several machines, over a real Redis. */
final class SharedAnswerCacheTest extends AnswerCacheContract {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private Site firstSite;
  private Site secondSite;
  private AnswerCache first;
  private AnswerCache second;

  @BeforeEach
  void join() {
    firstSite = Site.of(redis.machines(), Site.LONG);
    secondSite = Site.of(redis.machines(), Site.LONG);
    first = cache(firstSite);
    second = cache(secondSite);
  }

  @Override
  AnswerCache first() {
    return first;
  }

  @Override
  AnswerCache second() {
    return second;
  }

  @Override
  Timers timers() {
    return redis.machines().timers();
  }

  @Override
  void admit(SharedAnswer answer) {
    firstSite.attach(answer.log());
    answer.admitted().complete(true);
  }

  @Test
  void ofManyWhoAskAtOnceOnTwoMachinesOneIsToCallTheModel() {
    for (int round = 0; round < 50; round++) {
      CacheKey key = CacheKey.of("question " + round, null, "");
      List<CompletableFuture<@Nullable SharedAnswer>> asked =
          IntStream.range(0, 10)
              .mapToObj(i -> i % 2 == 0 ? first : second)
              .map(cache -> cache.putIfAbsent(key, fresh()).toCompletableFuture())
              .toList();
      assertThat(asked.stream().map(CompletableFuture::join).filter(Objects::isNull))
          .as("round %d", round)
          .hasSize(1);
    }
  }

  @Test
  void aWholeAnswerIsKeptForAsLongAsItIsReused() throws IOException {
    SharedAnswer fresh = fresh();
    assertThat(put(first, fresh)).isNull();
    admit(fresh);
    write(fresh.log());
    String id = firstSite.cluster().machine() + ".1";
    String minutes30 = ":1[78]\\d{5}";
    String key = redis.server().ask("KEYS", "porchlight:cached:*").lines().toList().get(2);
    Awaitility.await()
        .untilAsserted(() -> assertThat(redis.server().ask("PTTL", key)).matches(minutes30));
    for (String kind : List.of("log", "answer")) {
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(redis.server().ask("PTTL", "porchlight:%s:{%s}".formatted(kind, id)))
                      .matches(":2[34]\\d{5}"));
    }
  }

  @Test
  void anAnswerWhoseMachineIsGoneIsAskedForAnew() {
    SharedAnswer fresh = fresh();
    assertThat(put(first, fresh)).isNull();
    admit(fresh);
    SharedAnswer joined = Objects.requireNonNull(find(second));
    firstSite.cluster().close();
    read(joined);
    Awaitility.await().until(() -> joined.log().isClosed());
    Awaitility.await().until(() -> put(second, fresh()) == null);
  }

  @Test
  void anAnswerWhosePiecesAreLostIsCutOffForWhoeverJoinedItAndGivenToNobodyElse()
      throws IOException {
    SharedAnswer fresh = fresh();
    assertThat(put(first, fresh)).isNull();
    admit(fresh);
    SharedAnswer joined = Objects.requireNonNull(find(second));
    read(joined);
    Awaitility.await("all that its machine publishes").until(() -> joined.admitted().isDone());
    String id = firstSite.cluster().machine() + ".1";
    redis.server().ask("HSET", "porchlight:answer:{" + id + "}", "last", "7");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(joined.log().closed().toCompletableFuture())
                    .isCompletedWithValue(new Ending.CutOff(Reason.UPSTREAM_ENDED)));
    assertThat(joined.log().isGone()).isTrue();
    assertThat(find(second)).isNotSameAs(joined);
  }

  @Test
  void afterRedisWasEmptiedAnAnswerInFlightIsFoundAgain() throws IOException {
    SharedAnswer fresh = fresh();
    assertThat(put(first, fresh)).isNull();
    admit(fresh);
    redis.server().ask("FLUSHALL");
    fresh.log().queued(null, 1);
    Awaitility.await().until(() -> find(second) != null);
  }

  @Test
  void whileRedisIsLostEachMachineKnowsItsOwn() throws IOException {
    Site hasty = Site.of(redis.machines(), redis.machines().joinHasty(), Site.LONG);
    AnswerCache cache = cache(hasty);
    redis.server().freeze();
    Machines.awaitState(hasty.cluster(), "lost");
    SharedAnswer fresh = fresh();
    assertThat(find(cache)).isNull();
    assertThat(put(cache, fresh)).isNull();
    assertThat(find(cache)).isSameAs(fresh);
    assertThat(put(cache, fresh())).isSameAs(fresh);
    redis.server().resume();
  }

  private static AnswerCache cache(Site site) {
    return site.cluster()
        .answers()
        .answers(
            AnswerCache.inMemory(
                1 << 20, KEPT_FOR, Ticker.systemTicker(), Runnable::run, new SimpleMeterRegistry()),
            KEPT_FOR);
  }
}
