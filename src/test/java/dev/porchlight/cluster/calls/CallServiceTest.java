package dev.porchlight.cluster.calls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.upstream.RecordedLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker does with its calls when it can't tell of them: the test is the web machine. */
final class CallServiceTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private static final Prompt PROMPT =
      new Prompt(List.of(new Message(Message.Role.USER, "Who?")), List.of());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ManualScheduler time = new ManualScheduler();
  private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
  private final Model model = new Model();
  private RedisLink web;
  private RedisLink worker;
  private MachineInbox webInbox;

  /** A model whose one call the test makes. */
  private static final class Model implements ChatModel {
    private final CompletableFuture<CompletionListener> asked = new CompletableFuture<>();
    private final CountDownLatch aborted = new CountDownLatch(1);

    @Override
    public String description() {
      return "m";
    }

    @Override
    public ModelCall write(Prompt prompt, CompletionListener listener) {
      asked.complete(listener);
      return () -> {
        if (aborted.getCount() > 0) {
          aborted.countDown();
          listener.end(new CompletionOutcome.Aborted());
        }
      };
    }

    CompletionListener begun() {
      CompletionListener listener = asked.join();
      listener.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
      return listener;
    }

    boolean isAborted() {
      return aborted.getCount() == 0;
    }
  }

  @BeforeEach
  void start() {
    startMachines(redis.server());
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Test
  void ofACallThatItDoesNotKnowItSaysSo() throws Exception {
    tell(CallMessages.ASK + " web.7 web");
    assertThat(next()).isEqualTo(Event.unknown("web.7"));
    tell(CallMessages.ABORT + " web.8 web");
    assertThat(next()).isEqualTo(Event.unknown("web.8"));
  }

  @Test
  void ofACallWhosePromptIsLostItSaysThatItDoesNotKnowIt() throws Exception {
    tell(CallMessages.CALL + " web.1 web main");
    assertThat(next()).isEqualTo(Event.unknown("web.1"));
  }

  @Test
  void itSaysHowFarACallIs() throws Exception {
    call();
    model.begun().delta("one");
    assertThat(List.of(next().number(), next().number())).containsExactly(1L, 2L);
    tell(CallMessages.ASK + " web.1 web");
    assertThat(next()).isEqualTo(Event.soFar("web.1", 2));
  }

  @Test
  void whereMessagesWereLostItSaysHowFarItsCallsAre() throws Exception {
    call();
    model.begun();
    assertThat(next().number()).isEqualTo(1);
    redis.server().ask("INCR", "porchlight:inbox:{worker}:count");
    assertThat(next()).isEqualTo(Event.soFar("web.1", 1));
    tell(CallMessages.ABORT + " web.1 web");
    Awaitility.await().until(model::isAborted);
  }

  @Test
  void whereItsWebMachineIsGoneItHangsUp() {
    call();
    CompletionListener listener = model.begun();
    web.close();
    Awaitility.await().until(model::isAborted);
    listener.delta("to nobody");
  }

  @Test
  void aModelThatWritesFasterThanRedisTakesItIsHungUpOnBeforeItFillsTheMemory() throws Exception {
    try (RedisServer other = RedisServer.start();
        RecordedLog log = RecordedLog.of(ServedCall.class)) {
      closeAll();
      startMachines(other);
      call();
      CompletionListener listener = model.begun();
      other.freeze();
      String text = "x".repeat(1_000);
      long written = 0;
      while (!model.isAborted()) {
        listener.delta(text);
        written += 2L * text.length();
        assertThat(written).isLessThanOrEqualTo(UnsentBytes.MOST);
      }
      assertThat(written).isGreaterThan(UnsentBytes.MOST / 2);
      assertThat(log.lines()).singleElement().asString().contains("A call is given up");
      other.resume();
      Event last = next();
      long number = 0;
      while (last.end() == null) {
        assertThat(last.number()).isEqualTo(++number);
        last = next();
      }
      assertThat(CallText.outcome(last.end())).isInstanceOf(CompletionOutcome.Aborted.class);
      closeAll();
    }
  }

  @Test
  void whereRedisIsLostForLongItHangsUp() throws Exception {
    try (RedisServer other = RedisServer.start()) {
      closeAll();
      startMachines(other);
      call();
      CompletionListener listener = model.begun();
      other.stop();
      Awaitility.await()
          .until(
              () -> {
                listener.delta("one ");
                return worker.state() == RedisLink.State.LOST;
              });
      assertThat(model.isAborted()).isFalse();
      time.advance(Duration.ofSeconds(11));
      Awaitility.await().until(model::isAborted);
      closeAll();
    }
  }

  private void startMachines(RedisServer server) {
    web = link("web", server);
    webInbox = inbox(web);
    webInbox.handle(
        CallMessages.EVENTS, text -> heard.addAll(CallText.events(text.split(" ", 2)[1])));
    webInbox.start();
    worker = link("worker", server);
    MachineInbox inbox = inbox(worker);
    CallService service = new CallService(worker, inbox, redis.machines().timers());
    service.serve(Map.of("main", model));
    inbox.start();
  }

  private void call() {
    byte[] prompt = CallText.of(PROMPT).getBytes(UTF_8);
    var unused =
        web.call(commands -> commands.set(CallMessages.promptKey("web.1"), prompt))
            .toCompletableFuture()
            .join();
    tell(CallMessages.CALL + " web.1 web main");
  }

  private void tell(String message) {
    webInbox.send("worker", message).toCompletableFuture().join();
  }

  private Event next() throws InterruptedException {
    Event next = heard.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("what the web machine hears").isNotNull();
    return next;
  }

  private RedisLink link(String machine, RedisServer server) {
    RedisLink link =
        RedisLink.open(
            new RedisConfig(server.uri(), true, Duration.ofSeconds(1)),
            machine,
            redis.machines().timers(),
            time);
    open.push(link);
    return link;
  }

  private MachineInbox inbox(RedisLink link) {
    MachineInbox inbox = MachineInbox.of(link, redis.machines().timers());
    open.push(inbox);
    return inbox;
  }
}
