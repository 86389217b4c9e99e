package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every form of the streams does, for one who opens them and one who looks for them. */
abstract class SubscriptionStoreContract {

  private final AnswerLog answer = AnswerLog.inMemory(1 << 20, Ticker.systemTicker());

  abstract SubscriptionStore opened();

  /** The same, perhaps on another machine. */
  abstract SubscriptionStore looked();

  abstract Timers timers();

  @Test
  void aStreamIsFoundWhileItsAnswerIsOpenAndAfterThat() {
    Subscription stream = open();
    Site.Reader before = Site.Reader.of(Objects.requireNonNull(find(stream.id())), 0);
    answer.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
    answer.chunk("the text");
    answer.close(new Ending.Finished("stop", false));
    assertThat(before.toTheEnd()).hasSize(4);
    Site.Reader after = Site.Reader.of(Objects.requireNonNull(find(stream.id())), 2);
    assertThat(after.toTheEnd()).hasSize(2).last().asString().contains("finished");
  }

  @Test
  void theSameStreamIsFoundEachTime() {
    Subscription stream = open();
    assertThat(find(stream.id())).isNotNull().isSameAs(find(stream.id()));
    assertThat(looked().size()).isEqualTo(1);
  }

  @Test
  void whatNeverWasIsNotFoundAndNotStopped() {
    assertThat(find("unknown")).isNull();
    assertThat(stop("unknown")).isFalse();
  }

  @Test
  void aStreamThatIsStoppedEndsTheAnswerThatNobodyElseHolds() {
    Subscription stream = open();
    assertThat(stop(stream.id())).isTrue();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(answer.closed().toCompletableFuture())
                    .isCompletedWithValue(new Ending.Stopped(false)));
    assertThat(stop(stream.id())).as("once more").isTrue();
  }

  @Test
  void aStreamThatIsStoppedEndsAloneWhereAnotherHoldsTheAnswer() {
    Subscription stays = open();
    Subscription stops = open();
    Site.Reader reader = Site.Reader.of(stops, 0);
    assertThat(stop(stops.id())).isTrue();
    assertThat(reader.toTheEnd()).last().asString().contains("stopped");
    answer.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
    answer.close(new Ending.Finished("stop", true));
    assertThat(Site.Reader.of(stays, 0).toTheEnd()).last().asString().contains("finished");
  }

  private Subscription open() {
    Subscription stream =
        Objects.requireNonNull(answer.attach(UUID.randomUUID().toString(), Site.LONG, timers()));
    opened().keep(stream).toCompletableFuture().join();
    return stream;
  }

  private @Nullable Subscription find(String id) {
    return looked().find(id).toCompletableFuture().join();
  }

  private boolean stop(String id) {
    return looked().stop(id).toCompletableFuture().join();
  }
}
