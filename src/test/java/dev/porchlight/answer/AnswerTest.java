package dev.porchlight.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.model.Begin;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.ModelEnding.CutOff.Reason;
import dev.porchlight.model.Source;
import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnswerTest {

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Begin BEGIN = new Begin(Begin.By.MODEL, null, List.of());

  private final ManualScheduler time = new ManualScheduler();
  private final Answer answer = new Answer(64 * 1024, time);

  @Test
  void aReaderAtTheEndWaitsAndIsWokenByTheNextEntry() throws Exception {
    AtomicInteger wakes = new AtomicInteger();
    AnswerReader reader = attached("s").read(0, wakes::incrementAndGet);
    assertThat(text(reader.next())).contains("event: answer").contains("\"id\":\"s\"");
    assertThat(reader.next()).isNull();

    answer.begin(BEGIN);

    assertThat(wakes).hasValue(1);
    assertThat(text(reader.next())).startsWith("id: 1\nevent: begin\n");
  }

  @Test
  void everyReaderGetsTheSameBytesAtItsOwnPace() throws Exception {
    AnswerReader fast = attached("fast").read(0, () -> {});
    answer.begin(BEGIN);
    answer.chunk("one");
    List<byte[]> first = rest(fast);
    answer.chunk("two");
    AnswerReader late = attached("late").read(0, () -> {});
    answer.close(new Ending.Finished("stop"));

    List<byte[]> all = rest(late);
    first.addAll(rest(fast));

    assertThat(texts(all).subList(1, 5)).isEqualTo(texts(first).subList(1, 5));
    assertThat(all.get(2)).isSameAs(first.get(2));
    assertThat(fast.isOver() && late.isOver()).isTrue();
  }

  @Test
  void whatTheAnswerHeldIsGivenBackBeforeItsEndingCanBeRead() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    List<List<String>> readWhileClosing = new ArrayList<>();
    answer.closed().thenRun(() -> readWhileClosing.add(texts(rest(reader))));

    answer.close(new Ending.Finished("stop"));

    assertThat(readWhileClosing).hasSize(1).first().asString().doesNotContain("event: done");
    assertThat(reader.isOver()).isFalse();
    assertThat(text(reader.next())).contains("event: done");
    assertThat(reader.isOver()).isTrue();
  }

  @Test
  void onlyTheFirstEndingCounts() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    answer.close(new Ending.CutOff(Reason.UPSTREAM_ENDED));
    answer.close(new Ending.Finished("stop"));
    answer.chunk("too late");
    answer.begin(BEGIN);

    assertThat(texts(rest(reader)))
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
    Answer small = new Answer(1_000, time);
    AnswerStream stream = attached("s", small);
    small.begin(BEGIN);
    while (!small.isClosed()) {
      small.chunk("0123456789");
    }

    assertThat(small.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.CutOff(Reason.ANSWER_LIMIT));
    assertThat(small.bytes()).isGreaterThan(900).isLessThan(1_200);
    assertThat(texts(rest(stream.read(0, () -> {})))).last().asString().contains("answer_limit");
  }

  @Test
  void theBoundCountsTheOverheadOfEachEntry() {
    answer.begin(BEGIN);
    long before = answer.bytes();
    answer.chunk("x");

    assertThat(answer.bytes() - before)
        .isEqualTo(
            "id: 2\nevent: chunk\ndata: {\"text\":\"x\"}\n\n".length() + Entries.OVERHEAD_BYTES);
  }

  @Test
  void aResumedReaderGoesOnAfterItsPosition() throws Exception {
    AnswerStream stream = attached("s");
    answer.begin(BEGIN);
    answer.chunk("one");
    answer.chunk("two");

    List<String> events = texts(rest(stream.read(2, () -> {})));

    assertThat(events.get(0)).startsWith("id: 2\nevent: answer");
    assertThat(events.get(1)).startsWith("id: 3\nevent: chunk").contains("two");
  }

  @Test
  void atTheEndOfAClosedLogTheEndingIsReadAgain() throws Exception {
    AnswerStream stream = attached("s");
    answer.begin(BEGIN);
    answer.close(new Ending.Finished("stop"));

    List<String> events = texts(rest(stream.read(2, () -> {})));

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).startsWith("id: 1\nevent: answer");
    assertThat(events.get(1)).startsWith("id: 2\nevent: done");
  }

  @Test
  void aPositionBeyondTheLogIsRefused() {
    AnswerStream stream = attached("s");
    answer.begin(BEGIN);

    assertThatThrownBy(() -> stream.read(2, () -> {}))
        .isInstanceOf(PositionBeyondLogException.class)
        .hasMessage("position 2 was given, the newest is 1");
  }

  @Test
  void stoppingTheOnlyStreamEndsTheAnswer() throws Exception {
    AnswerStream stream = attached("s");
    AnswerReader reader = stream.read(0, () -> {});
    answer.begin(BEGIN);

    stream.stop();

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(false));
    assertThat(texts(rest(reader)))
        .last()
        .isEqualTo("id: 2\nevent: done\ndata: {\"ending\":\"stopped\",\"cited\":[]}\n\n");
  }

  @Test
  void stoppingOneOfSeveralStreamsEndsThatStreamAloneInAllItsTabs() throws Exception {
    AnswerStream leaving = attached("leaving");
    AnswerStream staying = attached("staying");
    AtomicInteger wakes = new AtomicInteger();
    AnswerReader tab = leaving.read(0, wakes::incrementAndGet);
    AnswerReader otherTab = leaving.read(0, wakes::incrementAndGet);
    AnswerReader stays = staying.read(0, () -> {});
    answer.begin(BEGIN);
    wakes.set(0);

    leaving.stop();
    assertThat(wakes).hasValue(2);
    answer.chunk("for the others");

    for (AnswerReader reader : List.of(tab, otherTab, leaving.read(1, () -> {}))) {
      assertThat(texts(rest(reader)))
          .last()
          .isEqualTo("event: done\ndata: {\"ending\":\"stopped\",\"cited\":[]}\n\n");
      assertThat(reader.isOver()).isTrue();
    }
    assertThat(texts(rest(stays))).last().asString().contains("for the others");
    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void aStreamStoppedAloneNeverReadsWhatCameAfter() throws Exception {
    AnswerStream leaving = attached("leaving");
    attached("staying");
    answer.begin(BEGIN);
    leaving.stop();
    answer.chunk("later");
    answer.close(new Ending.Finished("stop"));

    assertThat(texts(rest(leaving.read(0, () -> {}))))
        .hasSize(3)
        .noneMatch(event -> event.contains("later"));
  }

  @Test
  void theGraceEndsAnAnswerThatEveryReaderLeft() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    answer.begin(BEGIN);
    reader.close();

    time.advance(GRACE.minusNanos(1));
    assertThat(answer.isClosed()).isFalse();
    time.advance(Duration.ofNanos(1));

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(true));
  }

  @Test
  void comingBackWithinTheGraceKeepsTheAnswer() throws Exception {
    AnswerStream stream = attached("s");
    stream.read(0, () -> {}).close();
    time.advance(GRACE.minusSeconds(1));
    AnswerReader back = stream.read(0, () -> {});

    time.advance(GRACE.multipliedBy(3));

    assertThat(answer.isClosed()).isFalse();
    assertThat(time.pending()).isZero();
    back.close();
    assertThat(time.pending()).isOne();
  }

  @Test
  void aStreamThatAnotherTabReadsHasNotLeft() throws Exception {
    AnswerStream stream = attached("s");
    AnswerReader tab = stream.read(0, () -> {});
    stream.read(0, () -> {});
    tab.close();
    tab.close();

    time.advance(GRACE);

    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void withoutGraceTheLastReaderEndsTheAnswerAtOnce() throws Exception {
    AnswerStream stream =
        Objects.requireNonNull(AnswerStream.attach("s", answer, Duration.ZERO, time));
    stream.read(0, () -> {}).close();

    assertThat(answer.closed().toCompletableFuture())
        .isCompletedWithValue(new Ending.Stopped(true));
  }

  @Test
  void oneVisitorsDepartureNeverEndsAnothersAnswer() throws Exception {
    AnswerStream gone = attached("gone");
    AnswerStream stays = attached("stays");
    stays.read(0, () -> {});
    gone.read(0, () -> {}).close();

    time.advance(GRACE);
    assertThat(answer.isClosed()).isFalse();
    AnswerReader back = gone.read(0, () -> {});
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
            new Ending.Finished("content_filter"),
            new Ending.Failed(FailureCode.UPSTREAM_ERROR, null))) {
      Answer closed = new Answer(1_000, time);
      closed.close(ending);
      assertThat(AnswerStream.attach("s", closed, GRACE, time)).describedAs("%s", ending).isNull();
    }
    Answer whole = new Answer(1_000, time);
    whole.begin(BEGIN);
    whole.close(new Ending.Finished("stop"));
    assertThat(AnswerStream.attach("s", whole, GRACE, time)).isNotNull();
    Answer standIns = new Answer(1_000, time);
    standIns.begin(new Begin(Begin.By.EXTRACT, FailureCode.UPSTREAM_BUSY, List.of()));
    standIns.close(new Ending.Finished("stop"));
    assertThat(AnswerStream.attach("s", standIns, GRACE, time)).isNull();
  }

  @Test
  void attachingAndFindingThatNoneIsLeftAreOneStepEach() throws Exception {
    for (int round = 0; round < 500; round++) {
      Answer contested = new Answer(1_000, time);
      AnswerStream last = attached("last", contested);
      CountDownLatch go = new CountDownLatch(1);
      Thread stopper =
          new Thread(
              () -> {
                awaitUnchecked(go);
                last.stop();
              });
      stopper.start();
      go.countDown();
      AnswerStream joined = AnswerStream.attach("joined", contested, GRACE, time);
      stopper.join();

      assertThat(contested.isClosed())
          .describedAs("closed exactly where the second stream was refused")
          .isEqualTo(joined == null);
    }
  }

  @Test
  void whereItWaitsIsShownUntilItBeginsAndNeverAgain() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    answer.queued(() -> new Queued(2, 7));
    answer.queued(() -> new Queued(1, 3));

    assertThat(texts(rest(reader)))
        .last()
        .isEqualTo("event: queued\ndata: {\"position\":1,\"etaSeconds\":3}\n\n");
    assertThat(texts(rest(attached("joins").read(0, () -> {})))).hasSize(2);
    answer.begin(BEGIN);
    answer.queued(() -> new Queued(5, 9));
    assertThat(texts(rest(reader))).hasSize(1).first().asString().contains("event: begin");
    assertThat(texts(rest(attached("late").read(0, () -> {}))))
        .noneMatch(event -> event.contains("queued"));
  }

  @Test
  void sourcesThatTheTextCitesAreNamedAtTheEnd() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    Source source = new Source("t", "", "e");
    answer.begin(new Begin(Begin.By.MODEL, null, List.of(source, source, source)));
    for (String piece : List.of("Yes [", "1", "], and [2,", " 3] not [4] or [x1] or [ 0]")) {
      answer.chunk(piece);
    }
    answer.close(new Ending.Finished("stop"));

    assertThat(texts(rest(reader))).last().asString().contains("\"cited\":[1,2,3]");
  }

  @Test
  void halfASurrogatePairArrivesAsItWas() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    answer.chunk("a\uD83D");
    answer.chunk("\uDE00b\r\n\n\u0000\u2028data: x");

    assertThat(texts(rest(reader)).subList(1, 3))
        .containsExactly(
            "id: 1\nevent: chunk\ndata: {\"text\":\"a\\uD83D\"}\n\n",
            "id: 2\nevent: chunk\ndata: {\"text\":\"\\uDE00b\\r\\n\\n\\u0000\\u2028data: x\"}\n\n");
  }

  @Test
  void aFailureCarriesItsCodeAndTheTrueWait() throws Exception {
    AnswerReader reader = attached("s").read(0, () -> {});
    answer.close(new Ending.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofMillis(11_200)));

    assertThat(texts(rest(reader)))
        .last()
        .asString()
        .startsWith("id: 1\nevent: error\n")
        .contains("\"code\":\"upstream_busy\",\"retryAfterSeconds\":12}");
  }

  private AnswerStream attached(String id) {
    return attached(id, answer);
  }

  private AnswerStream attached(String id, Answer to) {
    return Objects.requireNonNull(AnswerStream.attach(id, to, GRACE, time));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> rest(AnswerReader reader) {
    List<byte[]> events = new ArrayList<>();
    for (byte[] event = reader.next(); event != null; event = reader.next()) {
      events.add(event);
    }
    return events;
  }

  private static List<String> texts(List<byte[]> events) {
    return events.stream().map(AnswerTest::text).toList();
  }

  private static String text(byte @Nullable [] event) {
    return new String(event == null ? new byte[0] : event, UTF_8);
  }
}
