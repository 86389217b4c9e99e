package dev.porchlight.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.io.StorageException;
import dev.porchlight.messages.MessageDelivery;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageLimits.Taking;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.messages.MessageStoreContract;
import dev.porchlight.messages.Messages;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The messages of several machines over a real Redis. */
final class RedisMessageStoreTest extends MessageStoreContract {

  private static final Instant NOON = Messages.NOON;
  private static final MessageLimits ANY = new MessageLimits(null, 1_000);

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private MessageStore store;

  @BeforeEach
  void join() {
    store = another();
  }

  private static MessageStore another() {
    return another(redis.machines());
  }

  private static MessageStore another(Machines machines) {
    return machines.join(Ticker.systemTicker(), InstantSource.system()).records().messages();
  }

  @Override
  protected MessageStore store() {
    return store;
  }

  @Test
  void whatOneMachineTakesTheOthersKnow() {
    MessageStore other = another();
    store.add(Messages.of("a"), ANY);
    assertThat(other.knows("a")).isTrue();
    assertThat(other.add(Messages.of("a"), ANY)).isEqualTo(Taking.KNOWN);
    assertThat(other.waiting()).isEqualTo(store.waiting()).hasSize(1);
    other.erase("a");
    assertThat(store.waiting()).isEmpty();
  }

  @Test
  void oneMachineAtATimeIsToldWhatIsDue() {
    MessageStore other = another();
    store.add(Messages.of("a"), ANY);
    store.add(Messages.of("b"), ANY);
    assertThat(store.due(NOON)).isNotNull();
    assertThat(other.due(NOON)).isNull();
    assertThat(other.nextAttempt()).isNull();
    store.delivered("a", NOON);
    assertThat(store.due(NOON)).isNotNull();
    store.failed("b", NOON.plusSeconds(10), "status 500");
    assertThat(store.due(NOON)).isNull();
    assertThat(other.nextAttempt()).isEqualTo(NOON.plusSeconds(10));
    assertThat(other.due(NOON.plusSeconds(10))).isNotNull();
    assertThat(store.due(NOON.plusSeconds(10))).isNull();
  }

  @Test
  void aDeliveryThatTakesLongIsLeftToItsMachineAndThatOfADeadMachineToAnother() {
    Machines mortal = new Machines(redis.server());
    MessageStore dying = another(mortal);
    store.add(Messages.of("a"), ANY);
    assertThat(dying.due(NOON)).isNotNull();
    Awaitility.await().during(6, TimeUnit.SECONDS).until(() -> store.due(NOON) == null);
    mortal.close();
    Awaitility.await().until(() -> store.due(NOON) != null);
  }

  @Test
  void ofMessagesThatFourMachinesTakeAtOnceADayHasNoneTooMany() {
    MessageLimits fifty = new MessageLimits(50, 1_000);
    List<MessageStore> machines = List.of(store, another(), another(), another());
    List<CompletableFuture<Taking>> taken =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> machines.get(i % 4).add(Messages.of("m" + i / 2), fifty)))
            .toList();
    assertThat(taken).filteredOn(taking -> taking.join() == Taking.KEPT).hasSize(50);
    assertThat(store.waiting()).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void whatWasDeliveredIsNowhereInRedis() throws IOException {
    store.add(new VisitorMessage("a", NOON, "words", "ana@example.com", List.of()), ANY);
    assertThat(redis.server().ask("EXISTS", "porchlight:{messages}:message:a")).isEqualTo(":1");
    store.delivered("a", NOON);
    assertThat(redis.server().ask("KEYS", "*message:*")).isEqualTo("*0");
  }

  @Test
  void whereNoMachineErasesItRedisDoes() throws IOException {
    store.add(Messages.of("a"), ANY);
    assertThat(redis.server().ask("TTL", "porchlight:{messages}:message:a")).startsWith(":267");
  }

  @Test
  void whatTwoMachinesTakeIsDeliveredOnceByTheOneOrTheOther() {
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    AtomicBoolean isOpen = new AtomicBoolean();
    List<MessageOutbox> outboxes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      outboxes.add(outbox(another(), delivery(() -> soon(isOpen), sent)));
    }
    outboxes.forEach(MessageOutbox::start);
    List<String> ids = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
    ids.forEach(id -> outboxes.get(id.hashCode() & 1).take(message(id)));
    Awaitility.await().until(() -> store.waiting().isEmpty());
    assertThat(sent).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(outboxes.get(0).deliveredPerDay().values()).containsExactly(100);
    outboxes.forEach(MessageOutbox::close);
  }

  @Test
  void aMachineWhoseMessagesWaitDiesAndAnotherOneDeliversThem() {
    Machines mortal = new Machines(redis.server());
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    MessageOutbox living = outbox(another(), delivery(() -> soon(new AtomicBoolean()), sent));
    living.start();
    MessageOutbox dying =
        outbox(another(mortal), delivery(CompletableFuture::new, new ConcurrentLinkedQueue<>()));
    dying.start();
    Awaitility.await().until(() -> store.waiting().isEmpty());
    dying.take(message("a"));
    mortal.close();
    Awaitility.await().untilAsserted(() -> assertThat(sent).containsExactly("a"));
    living.close();
  }

  @Test
  void whileRedisIsLostNothingIsTakenAndThenItGoesOn() throws IOException {
    try (RedisServer other = RedisServer.start();
        Machines hasty = new Machines(other)) {
      Cluster machine = hasty.joinHasty();
      Queue<String> sent = new ConcurrentLinkedQueue<>();
      MessageOutbox outbox =
          outbox(machine.records().messages(), delivery(() -> soon(new AtomicBoolean()), sent));
      outbox.start();
      other.freeze();
      assertThatThrownBy(() -> outbox.take(message("a"))).isInstanceOf(StorageException.class);
      other.resume();
      Machines.awaitState(machine, "up");
      Awaitility.await()
          .ignoreException(StorageException.class)
          .until(() -> outbox.take(message("a")) != Taking.DAY_FULL);
      Awaitility.await().untilAsserted(() -> assertThat(sent).containsExactly("a"));
      outbox.close();
    }
  }

  private static MessageOutbox outbox(MessageStore store, MessageDelivery delivery) {
    return new MessageOutbox(
        store,
        delivery,
        ANY,
        InstantSource.system(),
        redis.machines().timers(),
        Ticker.systemTicker());
  }

  private static VisitorMessage message(String id) {
    return Messages.of(id, Instant.ofEpochSecond(Instant.now().getEpochSecond()));
  }

  /** Ends soon; fails where another goes on. */
  private static CompletableFuture<MessageDelivery.Result> soon(AtomicBoolean isOpen) {
    assertThat(isOpen.compareAndSet(false, true)).isTrue();
    return CompletableFuture.supplyAsync(
        () -> {
          isOpen.set(false);
          return new MessageDelivery.Result.Delivered();
        });
  }

  private static MessageDelivery delivery(
      Supplier<CompletableFuture<MessageDelivery.Result>> ending, Queue<String> sent) {
    return new MessageDelivery() {
      @Override
      public CompletionStage<Result> deliver(VisitorMessage message) {
        sent.add(message.id());
        return ending.get();
      }

      @Override
      public String receiver() {
        return "hook.example";
      }
    };
  }
}
