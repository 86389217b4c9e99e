package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.Charges;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every form of the idempotency keys does. */
public abstract class IdempotencyCacheContract {

  private static final IdempotencyCache.Key KEY = new IdempotencyCache.Key("visitor", "key");

  private final ManualScheduler time = new ManualScheduler();
  private final Map<String, Subscription> kept = new ConcurrentHashMap<>();

  /** One that knows of no request yet, and finds streams by {@link #find}. */
  protected abstract IdempotencyCache cache();

  protected final CompletionStage<@Nullable Subscription> find(String id) {
    return CompletableFuture.completedFuture(kept.get(id));
  }

  protected final IdempotencyCache inMemory() {
    return IdempotencyCache.inMemory(this::find, time, Runnable::run);
  }

  @Test
  void theSameRequestFindsTheSameStream() {
    AskResult first = ask(KEY, "body", this::admitted);
    assertThat(ask(KEY, "body", this::admitted)).isEqualTo(first);
    assertThat(kept).hasSize(1);
  }

  @Test
  void anotherBodyIsRefusedAndChangesNothing() {
    AskResult first = ask(KEY, "body", this::admitted);
    assertThat(ask(KEY, "other", this::admitted)).isEqualTo(new AskResult.KeyReused());
    assertThat(ask(KEY, "body", this::admitted)).isEqualTo(first);
  }

  @Test
  void anotherVisitorsKeyIsAnotherKey() {
    AskResult first = ask(KEY, "body", this::admitted);
    IdempotencyCache.Key theirs = new IdempotencyCache.Key("another", KEY.key());
    assertThat(ask(theirs, "other", this::admitted))
        .isInstanceOf(AskResult.Admitted.class)
        .isNotEqualTo(first);
  }

  @Test
  void aRefusalIsNotRemembered() {
    assertThat(ask(KEY, "body", IdempotencyCacheContract::limited))
        .isInstanceOf(AskResult.Limited.class);
    assertThat(ask(KEY, "other", this::admitted)).isInstanceOf(AskResult.Admitted.class);
  }

  @Test
  void aStreamThatIsKeptNoLongerIsAskedForAnew() {
    AskResult first = ask(KEY, "body", this::admitted);
    kept.clear();
    AskResult second = ask(KEY, "body", this::admitted);
    assertThat(second).isInstanceOf(AskResult.Admitted.class).isNotEqualTo(first);
    assertThat(ask(KEY, "body", this::admitted)).isEqualTo(second);
  }

  @Test
  void requestsThatComeWhileTheFirstIsAskedWaitForWhatBecomesOfIt() {
    CompletableFuture<AskResult> asking = new CompletableFuture<>();
    List<CompletableFuture<AskResult>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(cache().ask(KEY, "body", () -> asking).toCompletableFuture());
    }
    assertThat(ask(KEY, "other", this::admitted)).isEqualTo(new AskResult.KeyReused());
    assertThat(all).noneMatch(CompletableFuture::isDone);

    AskResult result = admitted().toCompletableFuture().join();
    asking.complete(result);

    assertThat(all).allMatch(one -> one.join().equals(result));
    assertThat(ask(KEY, "body", this::admitted)).isEqualTo(result);
  }

  @Test
  void whatFailsMayBeAskedAgain() {
    CompletableFuture<AskResult> asking = new CompletableFuture<>();
    CompletableFuture<AskResult> first =
        cache().ask(KEY, "body", () -> asking).toCompletableFuture();
    CompletableFuture<AskResult> second =
        cache().ask(KEY, "body", this::admitted).toCompletableFuture();
    asking.completeExceptionally(new IllegalStateException("no prompt"));
    assertThat(first).failsWithin(Patience.LIMIT);
    assertThat(second).failsWithin(Patience.LIMIT);
    assertThat(ask(KEY, "body", this::admitted)).isInstanceOf(AskResult.Admitted.class);
  }

  @Test
  void equalRequestsAtTheSameMomentAskOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 50; round++) {
        IdempotencyCache.Key key = new IdempotencyCache.Key("visitor", "round" + round);
        CyclicBarrier start = new CyclicBarrier(8);
        AtomicInteger asked = new AtomicInteger();
        List<Future<AskResult>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          results.add(
              threads.submit(
                  () -> {
                    start.await();
                    return ask(
                        key,
                        "body",
                        () -> {
                          asked.incrementAndGet();
                          return admitted();
                        });
                  }));
        }
        Set<AskResult> distinct = new HashSet<>();
        for (Future<AskResult> result : results) {
          distinct.add(result.get());
        }
        assertThat(distinct).hasSize(1);
        assertThat(asked).hasValue(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private AskResult ask(
      IdempotencyCache.Key key, String body, Supplier<CompletionStage<AskResult>> first) {
    return cache().ask(key, body, first).toCompletableFuture().join();
  }

  protected static CompletionStage<AskResult> limited() {
    return CompletableFuture.completedFuture(new AskResult.Limited(Charges.refusal()));
  }

  protected final CompletionStage<AskResult> admitted() {
    Subscription subscription =
        Objects.requireNonNull(
            AnswerLog.inMemory(1024, time)
                .attach("stream" + kept.size(), Duration.ZERO, new Timers(time, Runnable::run)));
    kept.put(subscription.id(), subscription);
    return CompletableFuture.completedFuture(new AskResult.Admitted(subscription));
  }
}
