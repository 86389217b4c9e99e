package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogGoneException;
import dev.porchlight.answer.log.PositionBeyondLogException;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.PausableExecutor;
import dev.porchlight.testing.RedisFault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An answer has one ending for all who read it, on whichever machine, over a real Redis: nobody
 * reads another at the machine that writes it, which may be gone before Redis has it.
 */
final class OneEndingTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private static final AnswerStart BEGIN = new AnswerStart(AnswerStart.By.MODEL, null, List.of());

  private static final Ending WHOLE = new Ending.Finished("stop", true);

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  /** Hears nothing of Redis while its executor is paused. */
  private Site home;

  private PausableExecutor executor;
  private Site other;
  private AnswerLog answer;
  private Subscription stream;
  private Site.Reader here;

  @BeforeEach
  void ask() {
    Timers timers = redis.machines().timers();
    executor = new PausableExecutor(timers.executor());
    home =
        Site.of(
            redis.machines(),
            redis.machines().join(new Timers(timers.scheduler(), executor)),
            Site.LONG);
    other = Site.of(redis.machines(), Site.LONG);
    answer = home.write();
    stream = home.attach(answer);
    here = Site.Reader.of(stream, 0);
  }

  @AfterEach
  void resume() throws IOException {
    redis.server().resume();
  }

  static List<Ending> endings() {
    return List.of(
        WHOLE,
        new Ending.Stopped(false),
        new Ending.CutOff(Reason.ANSWER_LIMIT),
        new Ending.Failed(FailureCode.UPSTREAM_ERROR, null));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void nobodyReadsItBeforeRedisHasItThoughTheTextBeforeItIsNotWaitedFor(Ending ending)
      throws IOException {
    Subscription joined = home.attach(answer);
    Site.Reader alsoHere = Site.Reader.of(joined, 0);
    say("one");
    redis.server().freeze();
    answer.chunk("two");
    answer.close(ending);
    assertThat(answer.closed().toCompletableFuture()).isCompletedWithValue(ending);
    assertThat(here.soFar()).last().asString().contains("two");
    Awaitility.await()
        .during(SHORT)
        .until(() -> here.soFar().size() == 4 && alsoHere.soFar().size() == 4);
    redis.server().resume();
    String last = here.toTheEnd().get(4);
    assertThat(alsoHere.toTheEnd()).last().isEqualTo(last);
    assertThat(other.read(stream.id(), 0).toTheEnd()).last().isEqualTo(last);
    assertThat(Site.Reader.of(stream, 4).toTheEnd()).last().isEqualTo(last);
  }

  @Test
  void whereAnotherMachineEndedItBeforeAllReadThatEnding() {
    say("one");
    Site.Reader there = other.read(stream.id(), 0).awaitEvent("one");
    executor.pause();
    assertThat(there.toTheEnd()).last().asString().contains("\"ending\":\"cut_off\"");
    answer.chunk("two");
    answer.close(WHOLE);
    assertThat(here.soFar()).last().asString().contains("two");
    executor.goOn();
    assertThatThrownBy(here::toTheEnd).isInstanceOf(LogGoneException.class);
    assertThat(here.events()).noneMatch(event -> event.contains("event: done"));
    assertThat(answer.mayBeReused()).isFalse();
    assertThat(home.read(stream.id(), 3).toTheEnd())
        .last()
        .isEqualTo(there.events().get(there.events().size() - 1));
  }

  @Test
  void whoComesBackInThatVeryMomentReadsItElsewhere() throws PositionBeyondLogException {
    say("one");
    Site.Reader there = other.read(stream.id(), 0).awaitEvent("one");
    executor.pause();
    there.toTheEnd();
    answer.close(WHOLE);
    CompletableFuture<Subscription> back = new CompletableFuture<>();
    stream.read(
        3,
        () -> {
          if (stream.isGone() && !back.isDone()) {
            back.complete(home.find(stream.id()));
          }
        });
    executor.goOn();
    Awaitility.await().until(back::isDone);
    assertThat(Site.Reader.of(back.join(), 0).toTheEnd()).isEqualTo(there.events());
  }

  @Test
  void aHomeThatWasTakenForDeadBeforeItSaidAnythingHasTheOthersEndingToo() {
    Site.Reader there = other.read(stream.id(), 0);
    executor.pause();
    assertThat(there.toTheEnd()).last().asString().contains("shutting_down");
    answer.close(WHOLE);
    executor.goOn();
    assertThatThrownBy(here::toTheEnd).isInstanceOf(LogGoneException.class);
    assertThat(home.read(stream.id(), 0).toTheEnd()).isEqualTo(there.events());
  }

  @Test
  void whoReadItElsewhereFirstReadsTheSameWhereItWasWritten() {
    say("one");
    Site.Reader there = other.read(stream.id(), 0).awaitEvent("one");
    executor.pause();
    answer.close(WHOLE);
    assertThat(there.toTheEnd()).last().asString().contains("finished");
    Site.Reader back = Site.Reader.of(stream, 3);
    assertThat(back.soFar()).hasSize(1);
    executor.goOn();
    assertThat(back.toTheEnd()).last().isEqualTo(there.events().get(3));
    assertThat(here.toTheEnd()).isEqualTo(there.events());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whereRedisIsInTroubleNobodyWaitsForIt(RedisFault fault) throws IOException {
    Site hasty = Site.of(redis.machines(), redis.machines().joinHasty(), Site.LONG);
    AnswerLog log = hasty.write();
    Subscription read = hasty.attach(log);
    log.begin(BEGIN);
    fault.begins().to(redis.server());
    log.close(WHOLE);
    List<String> events = Site.Reader.of(read, 0).toTheEnd();
    assertThat(events).last().asString().contains("finished");
    fault.ends().to(redis.server());
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(other.read(read.id(), 0).toTheEnd()).isEqualTo(events));
  }

  /** Those in which Redis keeps what it had. */
  static List<RedisFault> faults() {
    return RedisFault.all().stream()
        .filter(fault -> fault.name().matches("it (hangs|is a read-only replica|is out of memory)"))
        .toList();
  }

  /** Says something of it, and waits until Redis has that. */
  private void say(String text) {
    answer.begin(BEGIN);
    answer.chunk(text);
    here.awaitEvent(text);
    other.read(stream.id(), 0).awaitEvent(text).leave();
  }
}
