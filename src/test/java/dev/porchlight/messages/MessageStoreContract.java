package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.messages.MessageLimits.Taking;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every store of messages has to do. */
public abstract class MessageStoreContract {

  private static final Instant NOON = Messages.NOON;
  private static final LocalDate DAY = LocalDate.parse("2026-05-31");
  private static final MessageLimits ANY = new MessageLimits(null, 1_000);

  protected abstract MessageStore store();

  @Test
  void aMessageIsKeptAsItCame() {
    VisitorMessage message =
        new VisitorMessage(
            "a",
            NOON,
            "Grüße 👋\nund \"mehr\"",
            "ana@example.com",
            List.of(
                new VisitorMessage.Turn("user", "Who?"),
                new VisitorMessage.Turn("assistant", "\u0000 nobody\n\n")));
    assertThat(store().add(message, ANY)).isEqualTo(Taking.KEPT);
    assertThat(store().waiting()).containsExactly(new WaitingMessage(message, 0, NOON, null));
    assertThat(store().knows("a")).isTrue();
    assertThat(store().knows("b")).isFalse();
  }

  @Test
  void aMessageIsTakenOnceAlsoWhenItIsDeliveredOrErased() {
    add("a", "b");
    assertThat(store().add(Messages.of("a"), ANY)).isEqualTo(Taking.KNOWN);
    store().delivered("a", NOON);
    assertThat(store().erase("b")).isTrue();
    assertThat(store().add(Messages.of("a"), ANY)).isEqualTo(Taking.KNOWN);
    assertThat(store().add(Messages.of("b"), ANY)).isEqualTo(Taking.KNOWN);
    assertThat(store().waiting()).isEmpty();
    assertThat(store().erase("b")).isFalse();
  }

  @Test
  void theOneThatIsDueForLongestIsNext() {
    assertThat(store().due(NOON)).isNull();
    assertThat(store().nextAttempt()).isNull();
    add("a", "b");
    store().failed("a", NOON.plusSeconds(10), "status 500");
    assertThat(due(NOON)).isEqualTo("b");
    store().failed("b", NOON.plusSeconds(20), "status 500");
    assertThat(store().due(NOON.plusSeconds(9))).isNull();
    assertThat(store().nextAttempt()).isEqualTo(NOON.plusSeconds(10));
    assertThat(due(NOON.plusSeconds(30))).isEqualTo("a");
    store().failed("a", NOON.plusSeconds(40), "refused");
    assertThat(store().waiting())
        .containsExactly(
            new WaitingMessage(Messages.of("a"), 2, NOON.plusSeconds(40), "refused"),
            new WaitingMessage(Messages.of("b"), 1, NOON.plusSeconds(20), "status 500"));
  }

  @Test
  void anAttemptThatAnotherClockPlannedIsDue() {
    add("a");
    store().failed("a", NOON.plus(Duration.ofDays(400)), "refused");
    assertThat(due(NOON)).isEqualTo("a");
  }

  @Test
  void allCanBeMadeDue() {
    add("a", "b");
    store().failed("a", NOON.plusSeconds(10), "status 500");
    store().failed("b", NOON.plusSeconds(20), "status 500");
    store().makeDue(NOON.plusSeconds(1));
    assertThat(store().waiting())
        .containsExactly(
            new WaitingMessage(Messages.of("a"), 1, NOON.plusSeconds(1), "status 500"),
            new WaitingMessage(Messages.of("b"), 1, NOON.plusSeconds(1), "status 500"));
    assertThat(due(NOON.plusSeconds(1))).isEqualTo("a");
  }

  @Test
  void whatIsDeliveredIsGoneAndCounted() {
    add("a", "b", "c");
    store().delivered("a", NOON);
    store().delivered("a", NOON.plus(Duration.ofDays(2)));
    store().delivered("b", NOON.plus(Duration.ofDays(1)));
    store().delivered("nobody", NOON);
    assertThat(store().waiting())
        .extracting(waiting -> waiting.message().id())
        .containsExactly("c");
    assertThat(store().deliveredPerDay())
        .containsExactly(Map.entry(DAY, 1), Map.entry(DAY.plusDays(1), 1));
    store().failed("a", NOON, "late");
    assertThat(store().waiting()).hasSize(1);
  }

  @Test
  void aDayAndTheStoreTakeSoMany() {
    MessageLimits limits = new MessageLimits(2, 3);
    assertThat(store().add(Messages.of("a"), limits)).isEqualTo(Taking.KEPT);
    assertThat(store().add(Messages.of("b"), limits)).isEqualTo(Taking.KEPT);
    assertThat(store().add(Messages.of("c"), limits)).isEqualTo(Taking.DAY_FULL);
    store().delivered("a", NOON);
    assertThat(store().add(Messages.of("c"), limits))
        .as("what was delivered counts for its day")
        .isEqualTo(Taking.DAY_FULL);
    Instant next = NOON.plus(Duration.ofDays(1));
    assertThat(store().add(Messages.of("c", next), limits)).isEqualTo(Taking.KEPT);
    assertThat(store().add(Messages.of("d", next), limits)).isEqualTo(Taking.KEPT);
    assertThat(store().add(Messages.of("e", next.plus(Duration.ofDays(1))), limits))
        .isEqualTo(Taking.STORE_FULL);
    assertThat(store().add(Messages.of("a"), limits)).isEqualTo(Taking.KNOWN);
  }

  @Test
  void whatIsOldIsErasedAndForgotten() {
    store().add(Messages.of("old", NOON.minus(Duration.ofDays(2))), ANY);
    store().add(Messages.of("delivered", NOON.minus(Duration.ofDays(2))), ANY);
    store().delivered("delivered", NOON);
    add("new");
    store().eraseReceivedBefore(NOON);
    assertThat(store().waiting())
        .extracting(waiting -> waiting.message().id())
        .containsExactly("new");
    assertThat(store().knows("new")).isTrue();
    assertThat(store().knows("old")).isFalse();
    assertThat(store().knows("delivered")).isFalse();
    assertThat(store().deliveredPerDay()).isEmpty();
  }

  private void add(String... ids) {
    for (String id : ids) {
      assertThat(store().add(Messages.of(id), ANY)).isEqualTo(Taking.KEPT);
    }
  }

  private String due(Instant now) {
    return Objects.requireNonNull(store().due(now)).message().id();
  }
}
