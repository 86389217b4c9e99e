package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class IdempotencyTest {

  private static final Idempotency.Key KEY = new Idempotency.Key("visitor", "key");

  private final ManualScheduler time = new ManualScheduler();
  private final Map<String, AnswerStream> kept = new HashMap<>();
  private final Idempotency idempotency = new Idempotency(kept::get, time, Runnable::run);

  @Test
  void theSameRequestFindsTheSameStream() {
    Asked first = idempotency.ask(KEY, "body", this::admitted);
    assertThat(idempotency.ask(KEY, "body", this::admitted)).isEqualTo(first);
    assertThat(kept).hasSize(1);
  }

  @Test
  void anotherBodyIsRefusedAndChangesNothing() {
    Asked first = idempotency.ask(KEY, "body", this::admitted);
    assertThat(idempotency.ask(KEY, "other", this::admitted)).isEqualTo(new Asked.KeyReused());
    assertThat(idempotency.ask(KEY, "body", this::admitted)).isEqualTo(first);
  }

  @Test
  void anotherVisitorsKeyIsAnotherKey() {
    Asked first = idempotency.ask(KEY, "body", this::admitted);
    Idempotency.Key theirs = new Idempotency.Key("another", KEY.key());
    assertThat(idempotency.ask(theirs, "other", this::admitted))
        .isInstanceOf(Asked.Admitted.class)
        .isNotEqualTo(first);
  }

  @Test
  void aRefusalIsNotRemembered() {
    assertThat(idempotency.ask(KEY, "body", Asked.Limited::new)).isEqualTo(new Asked.Limited());
    assertThat(idempotency.ask(KEY, "other", this::admitted)).isInstanceOf(Asked.Admitted.class);
  }

  @Test
  void aStreamThatIsKeptNoLongerIsAskedForAnew() {
    Asked first = idempotency.ask(KEY, "body", this::admitted);
    kept.clear();
    Asked second = idempotency.ask(KEY, "body", this::admitted);
    assertThat(second).isInstanceOf(Asked.Admitted.class).isNotEqualTo(first);
    assertThat(idempotency.ask(KEY, "body", this::admitted)).isEqualTo(second);
  }

  private Asked admitted() {
    AnswerStream stream =
        Objects.requireNonNull(
            AnswerStream.attach(
                "stream" + kept.size(), new Answer(1024, time), Duration.ZERO, time));
    kept.put(stream.id(), stream);
    return new Asked.Admitted(stream);
  }
}
