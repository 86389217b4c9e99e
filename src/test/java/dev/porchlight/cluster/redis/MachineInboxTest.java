package dev.porchlight.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What machines tell each other, over a real Redis. */
final class MachineInboxTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private static final String INBOX = "porchlight:inbox:{receiver}";

  private static final Pattern READING = Pattern.compile("id=(\\d+) [^\n]*cmd=xread ");
  private static final Pattern WAITING = Pattern.compile("id=(\\d+) [^\n]*flags=b[^\n]*cmd=xread ");

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    threads.shutdownNow();
  }

  @Test
  void aMessageReachesTheHandlerOfItsFirstWordOnItsMachineAlone() {
    MachineInbox sender = inbox("sender");
    MachineInbox receiver = inbox("receiver");
    sender.handle("stop", rest -> heard.add("sender was told " + rest));
    receiver.handle("stop", rest -> heard.add("stop " + rest));
    receiver.handle("go", rest -> heard.add("go " + rest));
    sender.start();
    receiver.start();
    send(sender, "receiver", "stop one two");
    send(sender, "receiver", "unheard of");
    send(sender, "receiver", "go");
    send(receiver, "receiver", "stop itself");
    awaitHeard("stop one two", "go ", "stop itself");
  }

  @Test
  void whatCameBeforeItWasReadIsReadInOrder() {
    MachineInbox sender = inbox("sender");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sent.add("" + i);
      send(sender, "receiver", "number " + i);
    }
    MachineInbox receiver = inbox("receiver");
    receiver.handle("number", heard::add);
    receiver.start();
    awaitHeard(sent.toArray(String[]::new));
  }

  @Test
  void whatComesWhileItsConnectionIsRenewedArrivesOnceAndInOrder() throws IOException {
    MachineInbox receiver = inbox("receiver");
    receiver.handle("number", heard::add);
    receiver.start();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      redis.server().ask("CLIENT", "KILL", "TYPE", "normal");
      redis.server().ask("XADD", INBOX, "*", "m", "number " + i);
      sent.add("" + i);
    }
    awaitHeard(sent.toArray(String[]::new));
  }

  /** No task that waits for its time runs in this test: the time stands still. */
  @Test
  void aConnectionThatBreaksIsReplacedAtOnceEachTime() throws IOException {
    MachineInbox receiver = inbox("receiver", new Timers(new ManualScheduler(), threads));
    receiver.handle("number", heard::add);
    receiver.start();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String before = awaitReading();
      redis.server().ask("CLIENT", "KILL", "ID", before);
      redis.server().ask("XADD", INBOX, "*", "m", "number " + i);
      sent.add("" + i);
      awaitHeard(sent.toArray(String[]::new));
      assertThat(awaitReading()).isNotEqualTo(before);
    }
  }

  @Test
  void aConnectionThatBreaksWhileAHandlerRunsIsReplacedToo() throws IOException {
    MachineInbox receiver = inbox("receiver");
    receiver.handle(
        "number",
        number -> {
          String reading = connection(READING);
          kill(reading);
          Awaitility.await().until(() -> !connection(READING).equals(reading));
          heard.add(number);
        });
    receiver.start();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      awaitReading();
      redis.server().ask("XADD", INBOX, "*", "m", "number " + i);
      sent.add("" + i);
      awaitHeard(sent.toArray(String[]::new));
    }
  }

  private static String awaitReading() {
    Awaitility.await().until(() -> !connection(WAITING).isEmpty());
    return connection(WAITING);
  }

  /** The number of the first connection like that; empty where there is none. */
  private static String connection(Pattern like) {
    try {
      Matcher found = like.matcher(redis.server().ask("CLIENT", "LIST"));
      return found.find() ? found.group(1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(String connection) {
    try {
      redis.server().ask("CLIENT", "KILL", "ID", connection);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void afterRedisWasEmptiedOrStartedAgainItHearsAgain() throws IOException {
    MachineInbox receiver = inbox("receiver");
    receiver.handle("number", heard::add);
    receiver.start();
    send(receiver, "receiver", "number 1");
    awaitHeard("1");
    redis.server().ask("FLUSHALL");
    send(receiver, "receiver", "number 2");
    awaitHeard("1", "2");
    redis.server().stop();
    redis.server().startAgain();
    redis.server().ask("XADD", INBOX, "*", "m", "number 3");
    awaitHeard("1", "2", "3");
  }

  @Test
  void thatMessagesWereTrimmedBeforeTheyWereReadIsHeardBeforeTheNextOne() throws IOException {
    MachineInbox sender = inbox("sender");
    for (int i = 0; i < 5; i++) {
      send(sender, "receiver", "number " + i);
    }
    redis.server().ask("XTRIM", INBOX, "MAXLEN", "2");
    hearing("receiver");
    awaitHeard("missed", "3", "4");
    send(sender, "receiver", "number 5");
    awaitHeard("missed", "3", "4", "5");
  }

  @Test
  void whereAllThatWasSentIsLostItIsHeardThoughNothingMoreComes() throws IOException {
    MachineInbox sender = inbox("sender");
    send(sender, "receiver", "number 0");
    hearing("receiver");
    awaitHeard("0");
    redis.server().ask("INCR", INBOX + ":count");
    awaitHeard("0", "missed");
    send(sender, "receiver", "number 1");
    awaitHeard("0", "missed", "1");
  }

  @Test
  void whatAnEmptiedRedisGetsIsReadWhateverItsClockSays() throws IOException {
    MachineInbox sender = inbox("sender");
    hearing("receiver");
    send(sender, "receiver", "number 0");
    awaitHeard("0");
    redis.server().ask("FLUSHALL");
    awaitHeard("0", "missed");
    String sendAtFive =
        "redis.call('INCR', KEYS[2]) redis.call('XADD', KEYS[1], '5-0', 'm', 'number 1', 'n', 1)";
    redis.server().ask("EVAL", sendAtFive, "2", INBOX, INBOX + ":count");
    awaitHeard("0", "missed", "1");
  }

  @Test
  void whereNothingIsLostNothingIsMissed() throws IOException {
    MachineInbox sender = inbox("sender");
    hearing("receiver");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      if (i % 50 == 0) {
        kill(awaitReading());
      }
      send(sender, "receiver", "number " + i);
      sent.add("" + i);
    }
    awaitHeard(sent.toArray(String[]::new));
    redis.server().ask("DEL", INBOX);
    send(sender, "receiver", "number last");
    sent.add("last");
    awaitHeard(sent.toArray(String[]::new));
  }

  private void hearing(String machine) {
    MachineInbox receiver = inbox(machine);
    receiver.handle("number", heard::add);
    receiver.onMissed(() -> heard.add("missed"));
    receiver.start();
  }

  @Test
  void aHandlerThatFailsKeepsNoOtherFromHearing() {
    MachineInbox receiver = inbox("receiver");
    receiver.handle(
        "fail",
        rest -> {
          throw new IllegalStateException("a fault of the test's");
        });
    receiver.handle("number", heard::add);
    receiver.start();
    send(receiver, "receiver", "fail now");
    send(receiver, "receiver", "number 1");
    awaitHeard("1");
  }

  @Test
  void theMessagesForAMachineThatIsGoneExpire() throws IOException {
    send(inbox("sender"), "gone", "stop one");
    assertThat(redis.server().ask("PTTL", "porchlight:inbox:{gone}")).matches(":[1-9]\\d{3,4}");
  }

  private MachineInbox inbox(String machine) {
    return inbox(machine, redis.machines().timers());
  }

  private MachineInbox inbox(String machine, Timers timers) {
    RedisLink link =
        RedisLink.open(
            new RedisConfig(redis.server().uri(), true, Duration.ofSeconds(10)),
            machine,
            timers,
            Ticker.systemTicker());
    open.add(link);
    MachineInbox inbox = MachineInbox.of(link, timers);
    open.add(inbox);
    return inbox;
  }

  private static void send(MachineInbox from, String machine, String message) {
    from.send(machine, message).toCompletableFuture().join();
  }

  private void awaitHeard(String... messages) {
    Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly(messages));
  }
}
