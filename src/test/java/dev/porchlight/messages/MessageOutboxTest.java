package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.io.StorageException;
import dev.porchlight.messages.MessageDelivery.Result;
import dev.porchlight.messages.MessageLimits.Taking;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.RecordedLog;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is taken is delivered, one after the other, again and again until it is. */
final class MessageOutboxTest {

  private static final Result DELIVERED = new Result.Delivered();
  private static final Result FAILED = new Result.Failed("status 500", "Look there.", null);

  private final ManualScheduler time = new ManualScheduler();
  private final MessageStore kept = new InMemoryMessageStore();

  /** The methods of the store that fail for now. */
  private final Set<String> broken = new HashSet<>();

  private final MessageStore store = breakable(kept, broken);
  private final RecordedDelivery delivery = new RecordedDelivery();
  private final MessageOutbox outbox = outbox(delivery);

  /** Delivers when it is told to. */
  private static final class RecordedDelivery implements MessageDelivery {
    private final List<String> sent = new ArrayList<>();
    private @Nullable CompletableFuture<Result> open;

    @Override
    public CompletionStage<Result> deliver(VisitorMessage message) {
      assertThat(open).as("a delivery that goes on").isNull();
      sent.add(message.id());
      open = new CompletableFuture<>();
      return open;
    }

    @Override
    public String receiver() {
      return "hook.example";
    }

    void end(Result result) {
      CompletableFuture<Result> ending = Objects.requireNonNull(open);
      open = null;
      ending.complete(result);
    }

    boolean isOpen() {
      return open != null;
    }
  }

  @Test
  void whatIsTakenIsDeliveredAndErased() {
    assertThat(take("a")).isEqualTo(Taking.KEPT);
    assertThat(kept.waiting()).hasSize(1);
    assertThat(delivery.sent).containsExactly("a");
    delivery.end(DELIVERED);
    assertThat(kept.waiting()).isEmpty();
    assertThat(outbox.deliveredPerDay()).hasSize(1);
    assertThat(take("a")).isEqualTo(Taking.KNOWN);
    assertThat(delivery.isOpen()).isFalse();
    assertThat(time.pending()).isZero();
  }

  @Test
  void oneIsDeliveredAfterTheOther() {
    take("a");
    take("b");
    take("c");
    assertThat(delivery.sent).containsExactly("a");
    delivery.end(DELIVERED);
    assertThat(delivery.sent).containsExactly("a", "b");
    delivery.end(FAILED);
    assertThat(delivery.sent).as("one that failed does not hold up another").endsWith("c");
    delivery.end(DELIVERED);
    assertThat(delivery.isOpen()).isFalse();
    time.advance(Duration.ofSeconds(3));
    assertThat(delivery.sent).containsExactly("a", "b", "c", "b");
  }

  @Test
  void whatFailsIsTriedAgainLaterEachTimeUntilAnHour() {
    take("a");
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      delivery.end(FAILED);
      Duration wait = Objects.requireNonNull(time.untilNext());
      waits.add(wait);
      time.advance(wait.minusMillis(2));
      assertThat(delivery.isOpen()).isFalse();
      time.advance(Duration.ofMillis(2));
      assertThat(delivery.isOpen()).isTrue();
    }
    assertThat(waits.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(2_001));
    assertThat(waits.get(3)).isBetween(Duration.ofSeconds(8), Duration.ofMillis(16_001));
    assertThat(waits.subList(11, 15))
        .allSatisfy(
            wait -> assertThat(wait).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(61)));
    delivery.end(DELIVERED);
    assertThat(kept.waiting()).isEmpty();
  }

  @Test
  void aReceiverThatAsksForTimeGetsIt() {
    take("a");
    delivery.end(new Result.Failed("status 429", "", Duration.ofMinutes(10)));
    time.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(delivery.isOpen()).isFalse();
    time.advance(Duration.ofSeconds(2));
    assertThat(delivery.isOpen()).isTrue();
    delivery.end(new Result.Failed("status 429", "", Duration.ofDays(400)));
    time.advance(Duration.ofDays(1).plusSeconds(1));
    assertThat(delivery.isOpen()).isTrue();
  }

  @Test
  void afterThirtyDaysItIsErased() {
    take("a");
    delivery.end(FAILED);
    for (int hours = 0; hours < 30 * 24 + 2; hours++) {
      time.advance(Duration.ofHours(1));
      if (delivery.isOpen()) {
        delivery.end(FAILED);
      }
    }
    assertThat(kept.waiting()).isEmpty();
    assertThat(time.pending()).isZero();
  }

  @Test
  void withoutAWayToTheOwnerNothingIsOfferedAndOldMessagesAreErased() {
    kept.add(Messages.of("a", time.instant()), new MessageLimits(null, 10));
    MessageOutbox closed = outbox(null);
    closed.start();
    assertThat(closed.isOffered()).isFalse();
    assertThat(outbox.isOffered()).isTrue();
    assertThat(closed.waiting()).hasSize(1);
    time.advance(Duration.ofDays(31));
    assertThat(kept.waiting()).isEmpty();
  }

  @Test
  void aStartGoesOnWithWhatIsThere() {
    kept.add(Messages.of("a", time.instant()), new MessageLimits(null, 10));
    kept.failed("a", time.instant().plus(Duration.ofHours(1)), "status 404");
    outbox.start();
    assertThat(delivery.sent).as("the owner may have set another address").containsExactly("a");
  }

  @Test
  void whatWasDeliveredButCouldNotBeErasedIsNotSentAgain() {
    take("a");
    broken.add("delivered");
    delivery.end(DELIVERED);
    take("b");
    time.advance(Duration.ofMinutes(5));
    assertThat(delivery.sent).containsExactly("a");
    broken.clear();
    time.advance(Duration.ofMinutes(1));
    assertThat(delivery.sent).containsExactly("a", "b");
    delivery.end(DELIVERED);
    assertThat(kept.waiting()).isEmpty();
    assertThat(outbox.deliveredPerDay().values()).containsExactly(2);
  }

  @Test
  void aStoreThatFailsIsAskedAgain() {
    broken.add("due");
    take("a");
    assertThat(delivery.sent).isEmpty();
    broken.clear();
    time.advance(Duration.ofMinutes(1));
    assertThat(delivery.sent).containsExactly("a");
    broken.add("failed");
    delivery.end(FAILED);
    broken.clear();
    time.advance(Duration.ofMinutes(1));
    assertThat(delivery.sent).containsExactly("a", "a");
  }

  @Test
  void whatCanNotBeKeptIsNotTaken() {
    broken.add("add");
    assertThatThrownBy(() -> take("a")).isInstanceOf(StorageException.class);
    assertThat(delivery.sent).isEmpty();
  }

  @Test
  void aFaultOfADeliveryIsAFailure() {
    take("a");
    CompletableFuture<Result> open = Objects.requireNonNull(delivery.open);
    delivery.open = null;
    open.completeExceptionally(new IllegalStateException("a fault"));
    assertThat(kept.waiting()).singleElement().extracting(WaitingMessage::attempts).isEqualTo(1);
  }

  @Test
  void aShutdownLetsTheDeliveryThatGoesOnEndAndBeginsNoOther() {
    take("a");
    take("b");
    CompletionStage<Void> down = outbox.shutDown();
    assertThat(down.toCompletableFuture()).isNotDone();
    delivery.end(DELIVERED);
    assertThat(down.toCompletableFuture()).isDone();
    assertThat(delivery.sent).containsExactly("a");
    assertThat(kept.waiting()).hasSize(1);
    time.advance(Duration.ofDays(1));
    assertThat(delivery.sent).containsExactly("a");
  }

  @Test
  void theOwnerIsToldOnceAMinuteWithoutAWordOfTheVisitor() {
    try (RecordedLog log = RecordedLog.of(MessageOutbox.class)) {
      take("a");
      take("b");
      delivery.end(FAILED);
      delivery.end(FAILED);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "A visitor's message could not be delivered to hook.example: status 500. Look there."
                  + " It is kept, and tried again in ")
          .endsWith(" s (attempt 2).")
          .doesNotContain("Words");
      while (time.instant().isBefore(Messages.NOON)) {
        time.advance(Duration.ofSeconds(61));
        while (delivery.isOpen()) {
          delivery.end(FAILED);
        }
        if (log.lines().size() == 2) {
          break;
        }
      }
      assertThat(log.lines().get(1)).endsWith("(1 more failed since the last line.)");
    }
  }

  private Taking take(String id) {
    return outbox.take(Messages.of(id, time.instant()));
  }

  private MessageOutbox outbox(@Nullable MessageDelivery way) {
    return new MessageOutbox(
        store, way, new MessageLimits(100, 1_000), time, new Timers(time, Runnable::run), time);
  }

  private static MessageStore breakable(MessageStore store, Set<String> broken) {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (proxy, method, arguments) -> {
              if (broken.contains(method.getName())) {
                throw new StorageException("the disk is full", new IOException());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
