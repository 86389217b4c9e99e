package dev.porchlight.answer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Source;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.WholeEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every form of an answer's log does, where no other machine holds the answer. */
abstract class AnswerLogContract {

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final AnswerStart BEGIN = new AnswerStart(AnswerStart.By.MODEL, null, List.of());

  final ManualScheduler time = new ManualScheduler();
  private final AnswerLog answer = log(64 * 1024);

  /** A new log whose entries before the ending may weigh so much. */
  abstract AnswerLog log(long maxBytes);

  @Test
  void aReaderAtTheEndWaitsAndIsWokenByTheNextEntry() throws Exception {
    AtomicInteger wakes = new AtomicInteger();
    LogCursor cursor = attached("s").read(0, wakes::incrementAndGet);
    assertThat(WholeEvents.text(cursor.next())).contains("event: answer").contains("\"id\":\"s\"");
    assertThat(cursor.next()).isNull();

    answer.begin(BEGIN);

    assertThat(wakes).hasValue(1);
    assertThat(WholeEvents.text(cursor.next())).startsWith("id: 1\nevent: begin\n");
  }

  @Test
  void everyReaderGetsTheSameBytesAtItsOwnPace() throws Exception {
    LogCursor fast = attached("fast").read(0, () -> {});
    answer.begin(BEGIN);
    answer.chunk("one");
    List<String> first = WholeEvents.rest(fast);
    answer.chunk("two");
    LogCursor late = attached("late").read(0, () -> {});
    answer.close(new Ending.Finished("stop", true));

    List<String> all = WholeEvents.rest(late);
    first.addAll(WholeEvents.rest(fast));

    assertThat(all.subList(1, 5)).isEqualTo(first.subList(1, 5));
    assertThat(fast.isOver() && late.isOver()).isTrue();
  }

  @Test
  void whatTheAnswerHeldIsGivenBackBeforeItsEndingCanBeRead() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    List<List<String>> readWhileClosing = new ArrayList<>();
    answer.whenClosed(() -> readWhileClosing.add(WholeEvents.rest(cursor)));

    answer.close(new Ending.Finished("stop", true));

    assertThat(readWhileClosing).hasSize(1).first().asString().doesNotContain("event: done");
    assertThat(cursor.isOver()).isFalse();
    assertThat(WholeEvents.text(cursor.next())).contains("event: done");
    assertThat(cursor.isOver()).isTrue();
  }

  @Test
  void onlyTheFirstEndingCounts() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    answer.close(new Ending.CutOff(Reason.UPSTREAM_ENDED));
    answer.close(new Ending.Finished("stop", true));
    answer.chunk("too late");
    answer.begin(BEGIN);

    assertThat(WholeEvents.rest(cursor))
        .hasSize(2)
        .last()
        .isEqualTo(
            """
            id: 1
            event: done
            data: {"ending":"cut_off","reason":"upstream_ended","cited":[]}

            """);
    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.CutOff(Reason.UPSTREAM_ENDED));
  }

  @Test
  void anAnswerThatPassesItsBoundIsCutOffAndNeverHeavier() throws Exception {
    AnswerLog small = log(1_000);
    Subscription subscription = attached("s", small);
    small.begin(BEGIN);
    while (!small.isClosed()) {
      small.chunk("0123456789");
    }

    assertThat(small.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.CutOff(Reason.ANSWER_LIMIT));
    assertThat(small.bytes()).isGreaterThan(900).isLessThan(1_200);
    assertThat(WholeEvents.rest(subscription.read(0, () -> {})))
        .last()
        .asString()
        .contains("answer_limit");
  }

  @Test
  void theBoundCountsTheOverheadOfEachEntry() {
    answer.begin(BEGIN);
    long before = answer.bytes();
    answer.chunk("x");

    assertThat(answer.bytes() - before)
        .isEqualTo(
            "id: 2\nevent: chunk\ndata: {\"text\":\"x\"}\n\n".length() + LogEntries.OVERHEAD_BYTES);
  }

  @Test
  void aResumedReaderGoesOnAfterItsPosition() throws Exception {
    Subscription subscription = attached("s");
    answer.begin(BEGIN);
    answer.chunk("one");
    answer.chunk("two");

    List<String> events = WholeEvents.rest(subscription.read(2, () -> {}));

    assertThat(events.get(0)).startsWith("id: 2\nevent: answer");
    assertThat(events.get(1)).startsWith("id: 3\nevent: chunk").contains("two");
  }

  @Test
  void atTheEndOfAClosedLogTheEndingIsReadAgain() throws Exception {
    Subscription subscription = attached("s");
    answer.begin(BEGIN);
    answer.close(new Ending.Finished("stop", true));

    List<String> events = WholeEvents.rest(subscription.read(2, () -> {}));

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).startsWith("id: 1\nevent: answer");
    assertThat(events.get(1)).startsWith("id: 2\nevent: done");
  }

  @Test
  void aPositionBeyondTheLogIsRefused() {
    Subscription subscription = attached("s");
    answer.begin(BEGIN);

    assertThatThrownBy(() -> subscription.read(2, () -> {}))
        .isInstanceOf(PositionBeyondLogException.class)
        .hasMessage("position 2 was given, the newest is 1");
  }

  @Test
  void stoppingTheOnlyStreamEndsTheAnswer() throws Exception {
    Subscription subscription = attached("s");
    LogCursor cursor = subscription.read(0, () -> {});
    answer.begin(BEGIN);

    subscription.stop();

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(false));
    assertThat(WholeEvents.rest(cursor))
        .last()
        .isEqualTo("id: 2\nevent: done\ndata: {\"ending\":\"stopped\",\"cited\":[]}\n\n");
  }

  @Test
  void stoppingOneOfSeveralStreamsEndsThatStreamAloneInAllItsTabs() throws Exception {
    Subscription leaving = attached("leaving");
    Subscription staying = attached("staying");
    AtomicInteger wakes = new AtomicInteger();
    LogCursor tab = leaving.read(0, wakes::incrementAndGet);
    LogCursor otherTab = leaving.read(0, wakes::incrementAndGet);
    LogCursor stays = staying.read(0, () -> {});
    answer.begin(BEGIN);
    wakes.set(0);

    leaving.stop();
    assertThat(wakes).hasValue(2);
    answer.chunk("for the others");

    for (LogCursor cursor : List.of(tab, otherTab, leaving.read(1, () -> {}))) {
      assertThat(WholeEvents.rest(cursor))
          .last()
          .isEqualTo("event: done\ndata: {\"ending\":\"stopped\",\"cited\":[]}\n\n");
      assertThat(cursor.isOver()).isTrue();
    }
    assertThat(WholeEvents.rest(stays)).last().asString().contains("for the others");
    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void aStreamStoppedAloneNeverReadsWhatCameAfter() throws Exception {
    Subscription leaving = attached("leaving");
    attached("staying");
    answer.begin(BEGIN);
    leaving.stop();
    answer.chunk("later");
    answer.close(new Ending.Finished("stop", true));

    assertThat(WholeEvents.rest(leaving.read(0, () -> {})))
        .hasSize(3)
        .noneMatch(event -> event.contains("later"));
  }

  @Test
  void theGraceEndsAnAnswerThatEveryReaderLeft() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    answer.begin(BEGIN);
    cursor.close();

    time.advance(GRACE.minusNanos(1));
    assertThat(answer.isClosed()).isFalse();
    time.advance(Duration.ofNanos(1));

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(true));
  }

  @Test
  void comingBackWithinTheGraceKeepsTheAnswer() throws Exception {
    Subscription subscription = attached("s");
    subscription.read(0, () -> {}).close();
    time.advance(GRACE.minusSeconds(1));
    LogCursor back = subscription.read(0, () -> {});

    time.advance(GRACE.multipliedBy(3));

    assertThat(answer.isClosed()).isFalse();
    assertThat(time.pending()).isZero();
    back.close();
    assertThat(time.pending()).isOne();
  }

  @Test
  void aStreamThatAnotherTabReadsHasNotLeft() throws Exception {
    Subscription subscription = attached("s");
    LogCursor tab = subscription.read(0, () -> {});
    subscription.read(0, () -> {});
    tab.close();
    tab.close();

    time.advance(GRACE);

    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void withoutGraceTheLastReaderEndsTheAnswerAtOnce() throws Exception {
    Subscription subscription =
        Objects.requireNonNull(answer.attach("s", Duration.ZERO, new Timers(time, Runnable::run)));
    subscription.read(0, () -> {}).close();

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(true));
  }

  @Test
  void oneVisitorsDepartureNeverEndsAnothersAnswer() throws Exception {
    Subscription gone = attached("gone");
    Subscription stays = attached("stays");
    stays.read(0, () -> {});
    gone.read(0, () -> {}).close();

    time.advance(GRACE);
    assertThat(answer.isClosed()).isFalse();
    LogCursor back = gone.read(0, () -> {});
    stays.stop();

    assertThat(answer.isClosed()).describedAs("the one who came back holds it again").isFalse();
    back.close();
    time.advance(GRACE);
    assertThat(answer.isClosed()).isTrue();
  }

  @Test
  void anAbortedOrFailedAnswerTakesNoNewStream() {
    for (Ending ending :
        List.of(
            new Ending.Stopped(true),
            new Ending.Stopped(false),
            new Ending.CutOff(Reason.LENGTH),
            new Ending.Finished("content_filter", false),
            new Ending.Failed(FailureCode.UPSTREAM_ERROR, null))) {
      AnswerLog closed = log(1_000);
      closed.close(ending);
      assertThat(closed.attach("s", GRACE, new Timers(time, Runnable::run)))
          .describedAs("%s", ending)
          .isNull();
    }
    AnswerLog whole = log(1_000);
    whole.begin(BEGIN);
    whole.close(new Ending.Finished("stop", true));
    assertThat(whole.attach("s", GRACE, new Timers(time, Runnable::run))).isNotNull();
    AnswerLog fallback = log(1_000);
    fallback.begin(new AnswerStart(AnswerStart.By.EXTRACT, FailureCode.UPSTREAM_BUSY, List.of()));
    fallback.close(new Ending.Finished("stop", true));
    assertThat(fallback.attach("s", GRACE, new Timers(time, Runnable::run))).isNull();
  }

  /** Goes on until each of the two has come first. */
  @Test
  void attachingAndFindingThatNoneIsLeftAreOneStepEach() throws Exception {
    int joinedFirst = 0;
    int stoppedFirst = 0;
    for (int round = 0; round < 100_000 && (joinedFirst == 0 || stoppedFirst == 0); round++) {
      AnswerLog contested = log(1_000);
      Subscription last = attached("last", contested);
      CyclicBarrier start = new CyclicBarrier(2);
      int head = round % 200;
      Thread stopper =
          new Thread(
              () -> {
                awaitUnchecked(start);
                last.stop();
              });
      stopper.start();
      awaitUnchecked(start);
      for (int i = 0; i < head; i++) {
        Thread.onSpinWait();
      }
      Subscription joined = contested.attach("joined", GRACE, new Timers(time, Runnable::run));
      stopper.join();

      assertThat(contested.isClosed())
          .describedAs("closed exactly where the second stream was refused")
          .isEqualTo(joined == null);
      joinedFirst += joined == null ? 0 : 1;
      stoppedFirst += joined == null ? 1 : 0;
    }
    assertThat(joinedFirst).isPositive();
    assertThat(stoppedFirst).isPositive();
  }

  @Test
  void whereItWaitsIsShownUntilItBeginsAndNeverAgain() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    answer.queued(new QueuePosition(2, 7), 1);
    answer.queued(new QueuePosition(1, 3), 3);
    answer.queued(new QueuePosition(2, 5), 2);

    assertThat(WholeEvents.rest(cursor))
        .last()
        .isEqualTo("event: queued\ndata: {\"position\":1,\"etaSeconds\":3}\n\n");
    assertThat(WholeEvents.rest(attached("joins").read(0, () -> {}))).hasSize(2);
    answer.begin(BEGIN);
    answer.queued(new QueuePosition(5, 9), 4);
    assertThat(WholeEvents.rest(cursor)).hasSize(1).first().asString().contains("event: begin");
    assertThat(WholeEvents.rest(attached("late").read(0, () -> {})))
        .noneMatch(event -> event.contains("queued"));
  }

  @Test
  void sourcesThatTheTextCitesAreNamedAtTheEnd() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    Source source = new Source("t", "", "e");
    answer.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of(source, source, source)));
    for (String piece : List.of("Yes [", "1", "], and [2,", " 3] not [4] or [x1] or [ 0]")) {
      answer.chunk(piece);
    }
    answer.close(new Ending.Finished("stop", true));

    assertThat(WholeEvents.rest(cursor)).last().asString().contains("\"cited\":[1,2,3]");
  }

  @Test
  void halfASurrogatePairArrivesAsItWas() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    answer.chunk("a\uD83D");
    answer.chunk("\uDE00b\r\n\n\u0000\u2028data: x");

    assertThat(WholeEvents.rest(cursor).subList(1, 3))
        .containsExactly(
            "id: 1\nevent: chunk\ndata: {\"text\":\"a\\uD83D\"}\n\n",
            "id: 2\nevent: chunk\ndata: {\"text\":\"\\uDE00b\\r\\n\\n\\u0000\u2028data: x\"}\n\n");
  }

  @Test
  void aFailureCarriesItsCodeAndTheTrueWait() throws Exception {
    LogCursor cursor = attached("s").read(0, () -> {});
    answer.close(new Ending.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofMillis(11_200)));

    assertThat(WholeEvents.rest(cursor))
        .last()
        .asString()
        .startsWith("id: 1\nevent: error\n")
        .contains("\"code\":\"upstream_busy\",\"retryAfterSeconds\":12}");
  }

  private Subscription attached(String id) {
    return attached(id, answer);
  }

  private Subscription attached(String id, AnswerLog to) {
    return Objects.requireNonNull(to.attach(id, GRACE, new Timers(time, Runnable::run)));
  }

  private static void awaitUnchecked(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
