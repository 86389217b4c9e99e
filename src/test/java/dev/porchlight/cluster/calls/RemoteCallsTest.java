package dev.porchlight.cluster.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.CompletionOutcome.Failed;
import dev.porchlight.llm.CompletionOutcome.Finished;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a web machine makes of what it hears of a call, and does not: the test is its worker. */
final class RemoteCallsTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private static final Prompt PROMPT =
      new Prompt(List.of(new Message(Message.Role.USER, "Who?")), List.of());

  private static final AnswerStart BEGIN = new AnswerStart(AnswerStart.By.MODEL, null, List.of());

  private static final CompletionOutcome FINISHED = new Finished("stop", null);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ManualScheduler time = new ManualScheduler();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  /** All that the web machine does. */
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final RecordedCompletion answer = new RecordedCompletion();
  private RedisLink web;
  private MachineInbox webInbox;
  private MachineInbox workerInbox;
  private RemoteCalls calls;

  @BeforeEach
  void start() {
    startMachines(redis.server());
  }

  private void startMachines(RedisServer server) {
    RedisLink worker = link("worker", server, redis.machines().timers());
    workerInbox = inbox(worker, redis.machines().timers());
    for (String word : List.of(CallMessages.CALL, CallMessages.ABORT, CallMessages.ASK)) {
      workerInbox.handle(word, text -> told.add(word + " " + text.split(" ", 2)[0]));
    }
    workerInbox.start();
    new WorkerRegister(worker).announce();
    Timers timers = new Timers(scheduler, executor);
    web = link("web", server, timers);
    webInbox = inbox(web, timers);
    calls = new RemoteCalls(web, webInbox, timers);
    Awaitility.await().until(() -> calls.nextWorker(Set.of()) != null);
  }

  @AfterEach
  void end() throws Exception {
    closeAll();
    scheduler.shutdownNow();
    executor.shutdownNow();
  }

  private void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Test
  void whatItsWorkerWritesArrivesOnceAndInOrderThoughItIsSentTwice() throws Exception {
    String id = ask();
    for (int time = 0; time < 2; time++) {
      say(begin(id), delta(id, 2, "one "), delta(id, 3, "two"));
    }
    say(end(id, 4));
    assertThat(answer.ending()).isEqualTo(FINISHED);
    assertThat(answer.text()).isEqualTo("one two");
  }

  @Test
  void aMissingPieceCutsTheAnswerOffAndItsWorkerIsTold() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one "));
    say(delta(id, 4, "three "), end(id, 5));
    assertThat(answer.ending()).isInstanceOf(CutOff.class);
    assertThat(answer.text()).isEqualTo("one ");
    awaitTold("call-abort " + id);
  }

  @Test
  void whatOverflowedBeforeTheFirstWordIsAskedForAgain() throws Exception {
    String id = askUnread();
    say(begin(id), delta(id, 2, "one "));
    fillInbox();
    say(delta(id, 3, "two"), end(id, 4));
    webInbox.start();
    String again = nextTold("call");
    assertThat(again).isNotEqualTo(id);
    say(begin(again), delta(again, 2, "whole"), end(again, 3));
    assertThat(answer.ending()).isEqualTo(FINISHED);
    assertThat(answer.text()).isEqualTo("whole");
  }

  @Test
  void whatOverflowedAfterTheFirstWordCutsTheAnswerOff() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one "));
    assertThat(answer.next()).isEqualTo("one ");
    CountDownLatch standstill = new CountDownLatch(1);
    executor.execute(() -> await(standstill));
    int moreThanAreReadAtOnce = 200;
    for (int i = 0; i < moreThanAreReadAtOnce; i++) {
      say(delta(id, 3 + i, "and "));
    }
    fillInbox();
    say(end(id, 3 + moreThanAreReadAtOnce));
    standstill.countDown();
    assertThat(answer.ending()).isInstanceOf(CutOff.class);
    assertThat("one " + "and ".repeat(moreThanAreReadAtOnce)).startsWith(answer.text());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whereTheEndIsLostItsWorkerIsAskedAndTheAnswerIsCutOff() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one "));
    awaitTold("call-ask " + id);
    say(Event.unknown(id));
    assertThat(answer.ending()).isInstanceOf(CutOff.class);
  }

  @Test
  void whereNothingIsLostASilentCallGoesOn() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one "));
    awaitTold("call-ask " + id);
    say(Event.soFar(id, 2));
    awaitTold("call-ask " + id);
    say(Event.soFar(id, 2), delta(id, 3, "two"), end(id, 4));
    assertThat(answer.ending()).isEqualTo(FINISHED);
    assertThat(answer.text()).isEqualTo("one two");
  }

  @Test
  void whereTheLatestPieceIsLostTheAnswerIsCutOff() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one "));
    awaitTold("call-ask " + id);
    say(Event.soFar(id, 3));
    assertThat(answer.ending()).isInstanceOf(CutOff.class);
    assertThat(answer.text()).isEqualTo("one ");
  }

  @Test
  void whereTheCallItselfIsLostItIsHandedOverAgain() throws Exception {
    String lost = ask();
    awaitTold("call-ask " + lost);
    say(Event.unknown(lost));
    String again = nextTold("call");
    say(begin(again), delta(again, 2, "one"), end(again, 3));
    assertThat(answer.ending()).isEqualTo(FINISHED);
    assertThat(answer.text()).isEqualTo("one");
  }

  @Test
  void oneThatIsLostAgainAndAgainFails() throws Exception {
    say(Event.unknown(ask()));
    say(Event.unknown(nextTold("call")));
    say(Event.unknown(nextTold("call")));
    assertThat(answer.ending())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.code()).isEqualTo(FailureCode.UPSTREAM_UNAVAILABLE));
  }

  @Test
  void aWorkerThatWritesOfACallThatIsOverIsToldToHangUp() throws Exception {
    String id = ask();
    say(begin(id), delta(id, 2, "one"), end(id, 3));
    assertThat(answer.ending()).isEqualTo(FINISHED);
    say(delta(id, 4, "more"));
    awaitTold("call-abort " + id);
    assertThat(answer.text()).isEqualTo("one");
  }

  @Test
  void anAbortThatIsLostIsSaidAgainAndACallThatNobodyKnowsIsOver() throws Exception {
    CompletableFuture<ModelCall> started = new CompletableFuture<>();
    String id = ask(started);
    started.join().abort();
    awaitTold("call-abort " + id);
    awaitTold("call-abort " + id);
    say(Event.unknown(id));
    assertThat(answer.ending()).isInstanceOf(CompletionOutcome.Aborted.class);
  }

  @Test
  void whileRedisIsLostForAShortTimeTheAnswerWaitsAndForALongTimeItIsCutOff() throws Exception {
    closeAll();
    try (RedisServer other = RedisServer.start()) {
      startMachines(other);
      String id = ask();
      say(begin(id), delta(id, 2, "one "));
      assertThat(answer.next()).isEqualTo("one ");
      other.stop();
      Awaitility.await().until(() -> web.state() == RedisLink.State.LOST);
      time.advance(Duration.ofSeconds(9));
      other.startAgain();
      Awaitility.await().until(() -> web.state() == RedisLink.State.UP);
      say(delta(id, 3, "two"));
      assertThat(answer.next()).isEqualTo("two");
      other.stop();
      Awaitility.await().until(() -> web.state() == RedisLink.State.LOST);
      assertThat(answer.hasEnded()).isFalse();
      time.advance(Duration.ofSeconds(11));
      assertThat(answer.ending()).isInstanceOf(CutOff.class);
      closeAll();
    }
  }

  private String ask() throws InterruptedException {
    webInbox.start();
    return askUnread();
  }

  private String ask(CompletableFuture<ModelCall> started) throws InterruptedException {
    webInbox.start();
    started.complete(calls.model("main", "m").write(PROMPT, answer));
    return nextTold("call");
  }

  private String askUnread() throws InterruptedException {
    var unused = calls.model("main", "m").write(PROMPT, answer);
    return nextTold("call");
  }

  /** Waits for the next message of that word, and gives the id of its call. */
  private String nextTold(String word) throws InterruptedException {
    for (String next = next(); ; next = next()) {
      if (next.startsWith(word + " ")) {
        return next.substring(word.length() + 1);
      }
    }
  }

  private String next() throws InterruptedException {
    String next = told.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("what the worker is told").isNotNull();
    return next;
  }

  private void awaitTold(String message) throws InterruptedException {
    String next = next();
    while (!next.equals(message)) {
      next = next();
    }
  }

  private void say(Event... events) {
    workerInbox
        .send("web", CallMessages.EVENTS + " worker " + CallText.of(List.of(events)))
        .toCompletableFuture()
        .join();
  }

  private void fillInbox() {
    CompletableFuture.allOf(
            IntStream.range(0, 11_000)
                .mapToObj(i -> workerInbox.send("web", "unheard of").toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static Event begin(String call) {
    return new Event(call, 1, null, BEGIN, null, null);
  }

  private static Event delta(String call, long number, String text) {
    return new Event(call, number, null, null, text, null);
  }

  private static Event end(String call, long number) {
    return new Event(call, number, null, null, null, CallText.of(FINISHED));
  }

  private RedisLink link(String machine, RedisServer server, Timers timers) {
    RedisLink link =
        RedisLink.open(
            new RedisConfig(server.uri(), true, Duration.ofSeconds(10)), machine, timers, time);
    open.push(link);
    return link;
  }

  private MachineInbox inbox(RedisLink link, Timers timers) {
    MachineInbox inbox = MachineInbox.of(link, timers);
    open.push(inbox);
    return inbox;
  }
}
