package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerCache;
import dev.porchlight.answer.CacheKey;
import dev.porchlight.answer.SharedAnswer;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every form of the answers to first questions does, for two who ask by it. */
abstract class AnswerCacheContract {

  static final Duration KEPT_FOR = Duration.ofMinutes(30);
  static final CacheKey QUESTION = CacheKey.of("Who are you?", "/page", "fingerprint");
  static final CacheKey OTHER = CacheKey.of("Who are you?", null, "fingerprint");

  private static final AnswerStart BEGIN = new AnswerStart(AnswerStart.By.MODEL, null, List.of());

  abstract AnswerCache first();

  /** The same for another who asks, perhaps on another machine. */
  abstract AnswerCache second();

  abstract Timers timers();

  /** Lets the machine of the first know a stream of an answer, which admits it. */
  abstract void admit(SharedAnswer answer);

  @Test
  void whoeverAsksTheSameJoinsTheAnswerInFlight() {
    SharedAnswer fresh = fresh();
    assertThat(find(first())).isNull();
    assertThat(put(first(), fresh)).isNull();
    assertThat(second().find(OTHER).toCompletableFuture().join()).isNull();
    SharedAnswer joined = Objects.requireNonNull(find(second()));
    assertThat(joined.admitted()).isNotDone();
    admit(fresh);
    Awaitility.await().until(() -> joined.admitted().isDone() && joined.admitted().join());
    Site.Reader reader = read(joined);
    write(fresh.log());
    assertThat(reader.toTheEnd())
        .hasSize(4)
        .anyMatch(event -> event.contains("the text"))
        .first()
        .asString()
        .contains("\"cached\":false");
  }

  @Test
  void whoeverAsksTheSameAtTheSameTimeGetsTheAnswerThatIsThere() {
    SharedAnswer fresh = fresh();
    assertThat(put(first(), fresh)).isNull();
    SharedAnswer present = Objects.requireNonNull(put(second(), fresh()));
    admit(fresh);
    write(fresh.log());
    Awaitility.await().until(() -> present.log().isClosed());
    assertThat(read(present).toTheEnd()).anyMatch(event -> event.contains("the text"));
  }

  @Test
  void aWholeAnswerIsGivenAgain() {
    SharedAnswer fresh = fresh();
    assertThat(put(first(), fresh)).isNull();
    admit(fresh);
    write(fresh.log());
    Awaitility.await().until(() -> isClosed(find(second())));
    for (AnswerCache cache : List.of(first(), second())) {
      assertThat(read(Objects.requireNonNull(find(cache))).toTheEnd())
          .hasSize(4)
          .first()
          .asString()
          .contains("\"cached\":true");
    }
  }

  @Test
  void oneThatMayNotBeReusedIsForgottenWhenItCloses() {
    SharedAnswer fresh = fresh();
    assertThat(put(first(), fresh)).isNull();
    admit(fresh);
    SharedAnswer joined = Objects.requireNonNull(find(second()));
    fresh.log().begin(BEGIN);
    fresh.log().close(new Ending.Stopped(false));
    Awaitility.await().until(() -> joined.log().isClosed());
    Awaitility.await().until(() -> find(second()) == null && find(first()) == null);
    assertThat(put(second(), fresh())).isNull();
  }

  @Test
  void whoeverJoinedOneThatWasRefusedIsLetGo() {
    SharedAnswer fresh = fresh();
    assertThat(put(first(), fresh)).isNull();
    SharedAnswer joined = Objects.requireNonNull(find(second()));
    fresh.log().close(new Ending.Stopped(true));
    fresh.admitted().complete(false);
    Awaitility.await().until(() -> joined.admitted().isDone());
    assertThat(joined.admitted().join()).isFalse();
    Awaitility.await().until(() -> put(second(), fresh()) == null);
  }

  @Test
  void oneThatIsRemovedIsNotFoundAndAnotherThatTookItsPlaceStays() {
    SharedAnswer removed = fresh();
    assertThat(put(first(), removed)).isNull();
    first().remove(QUESTION, removed);
    Awaitility.await().until(() -> find(second()) == null);
    SharedAnswer other = fresh();
    assertThat(put(first(), other)).isNull();
    first().remove(QUESTION, removed);
    assertThat(find(first())).isSameAs(other);
    assertThat(find(second())).isNotNull();
  }

  static SharedAnswer fresh() {
    return SharedAnswer.of(AnswerLog.inMemory(1 << 20, Ticker.systemTicker()));
  }

  static @Nullable SharedAnswer find(AnswerCache cache) {
    return cache.find(QUESTION).toCompletableFuture().join();
  }

  static @Nullable SharedAnswer put(AnswerCache cache, SharedAnswer answer) {
    return cache.putIfAbsent(QUESTION, answer).toCompletableFuture().join();
  }

  static void write(AnswerLog log) {
    log.begin(BEGIN);
    log.chunk("the text");
    log.close(new Ending.Finished("stop", true));
  }

  Site.Reader read(SharedAnswer answer) {
    Subscription stream = answer.log().attach(UUID.randomUUID().toString(), Site.LONG, timers());
    return Site.Reader.of(Objects.requireNonNull(stream), 0);
  }

  static boolean isClosed(@Nullable SharedAnswer answer) {
    return answer != null && answer.log().isClosed();
  }
}
