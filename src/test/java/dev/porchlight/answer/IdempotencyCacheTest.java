package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class IdempotencyCacheTest {

  private static final IdempotencyCache.Key KEY = new IdempotencyCache.Key("visitor", "key");

  private final ManualScheduler time = new ManualScheduler();
  private final Map<String, Subscription> kept = new HashMap<>();
  private final IdempotencyCache idempotencyCache =
      new IdempotencyCache(kept::get, time, Runnable::run);

  @Test
  void theSameRequestFindsTheSameStream() {
    AskResult first = idempotencyCache.ask(KEY, "body", this::admitted);
    assertThat(idempotencyCache.ask(KEY, "body", this::admitted)).isEqualTo(first);
    assertThat(kept).hasSize(1);
  }

  @Test
  void anotherBodyIsRefusedAndChangesNothing() {
    AskResult first = idempotencyCache.ask(KEY, "body", this::admitted);
    assertThat(idempotencyCache.ask(KEY, "other", this::admitted))
        .isEqualTo(new AskResult.KeyReused());
    assertThat(idempotencyCache.ask(KEY, "body", this::admitted)).isEqualTo(first);
  }

  @Test
  void anotherVisitorsKeyIsAnotherKey() {
    AskResult first = idempotencyCache.ask(KEY, "body", this::admitted);
    IdempotencyCache.Key theirs = new IdempotencyCache.Key("another", KEY.key());
    assertThat(idempotencyCache.ask(theirs, "other", this::admitted))
        .isInstanceOf(AskResult.Admitted.class)
        .isNotEqualTo(first);
  }

  @Test
  void aRefusalIsNotRemembered() {
    assertThat(idempotencyCache.ask(KEY, "body", AskResult.Limited::new))
        .isEqualTo(new AskResult.Limited());
    assertThat(idempotencyCache.ask(KEY, "other", this::admitted))
        .isInstanceOf(AskResult.Admitted.class);
  }

  @Test
  void aStreamThatIsKeptNoLongerIsAskedForAnew() {
    AskResult first = idempotencyCache.ask(KEY, "body", this::admitted);
    kept.clear();
    AskResult second = idempotencyCache.ask(KEY, "body", this::admitted);
    assertThat(second).isInstanceOf(AskResult.Admitted.class).isNotEqualTo(first);
    assertThat(idempotencyCache.ask(KEY, "body", this::admitted)).isEqualTo(second);
  }

  private AskResult admitted() {
    Subscription subscription =
        Objects.requireNonNull(
            Subscription.attach(
                "stream" + kept.size(), new AnswerLog(1024, time), Duration.ZERO, time));
    kept.put(subscription.id(), subscription);
    return new AskResult.Admitted(subscription);
  }
}
