package dev.porchlight.model;

import static dev.porchlight.model.UpstreamsBench.PROMPT;
import static dev.porchlight.model.UpstreamsBench.assertGivesUp;
import static dev.porchlight.model.UpstreamsBench.assertWaits;
import static dev.porchlight.model.UpstreamsBench.go;
import static dev.porchlight.model.UpstreamsBench.goCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An upstream's time of peace, and the slow start after it. */
final class PeaceTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final UpstreamsBench bench = new UpstreamsBench();
  private final Upstreams upstreams = bench.withoutFallback();

  @Test
  void anOpenUpstreamTakesEveryCall() {
    for (int i = 0; i < 50; i++) {
      go(ask());
    }
    assertThat(bench.primary.started()).isEqualTo(50);
  }

  @Test
  void everyoneWaitsTogetherAsLongAsTheUpstreamAsks() {
    Asking first = ask();
    restFor(first, TWO_SECONDS);
    Asking second = ask();
    assertWaits(first, TWO_SECONDS);
    assertWaits(second, TWO_SECONDS);
    bench.time.advance(Duration.ofMillis(1999));
    assertWaits(second, Duration.ofMillis(1));
    bench.time.advance(Duration.ofMillis(1));
    go(second);
  }

  @Test
  void aCallOfBeforeThatNamesALaterTimeProlongsThePeaceAndAnEarlierOneDoesNot() {
    List<FakeModel.Call> calls = start(3);
    calls.get(0).asksForPeace(TWO_SECONDS);
    calls.get(1).asksForPeace(Duration.ofSeconds(5));
    calls.get(2).asksForPeace(Duration.ofSeconds(1));
    assertWaits(ask(), Duration.ofSeconds(5));
  }

  @Test
  void aCallOfBeforeThatIsAnsweredDoesNotEndThePeace() {
    List<FakeModel.Call> calls = start(2);
    calls.get(0).asksForPeace(TWO_SECONDS);
    calls.get(1).begins();
    assertWaits(ask(), TWO_SECONDS);
  }

  @Test
  void aWaitBeyondThePatienceEndsTheAnswerWithTheTrueWait() {
    Asking first = ask();
    restFor(first, A_MINUTE);
    assertGivesUp(first, FailureCode.UPSTREAM_BUSY, A_MINUTE);
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, A_MINUTE);
  }

  @Test
  void patienceCountsFromTheFirstCall() {
    Asking waiting = ask();
    Asking calling = ask();
    go(calling);
    bench.time.advance(Duration.ofSeconds(25));
    bench.primary.last().asksForPeace(Duration.ofSeconds(6));
    assertGivesUp(calling, FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(6));
    assertWaits(waiting, Duration.ofSeconds(6));
  }

  @Test
  void noPeaceLastsForMoreThanAnHour() {
    restFor(ask(), Duration.ofDays(9));
    assertGivesUp(ask(), FailureCode.UPSTREAM_BUSY, Duration.ofHours(1));
  }

  @Test
  void anAnswerTriesAnUpstreamFourTimesAtMost() {
    Asking asking = ask();
    for (int i = 0; i < 4; i++) {
      restFor(asking, TWO_SECONDS);
      bench.time.advance(TWO_SECONDS);
    }
    assertGivesUp(asking, FailureCode.UPSTREAM_BUSY, null);
    assertThat(bench.primary.started()).isEqualTo(4);
    assertThat(snapshot().calls()).isEqualTo(4);
    assertThat(snapshot().retries()).isEqualTo(3);
    assertThat(snapshot().failures()).containsOnlyKeys(FailureCode.UPSTREAM_BUSY);
  }

  @Test
  void whereTheUpstreamNamesNoTimeTheWaitGrowsAtRandom() {
    Duration longest = Duration.ofMillis(500);
    for (int i = 0; i < 4; i++) {
      Asking asking = ask();
      go(asking);
      bench.primary.last().fails(FailureCode.UPSTREAM_BUSY);
      Duration wait = waitOf(asking);
      assertThat(wait).isBetween(Duration.ofNanos(1), longest);
      bench.time.advance(wait);
      longest = longest.multipliedBy(2);
    }
  }

  @Test
  void afterThePeaceOneCallGoesThenTwoThenFour() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    List<FakeModel.Call> first = startAll(1);
    first.forEach(FakeModel.Call::begins);
    List<FakeModel.Call> second = startAll(2);
    second.forEach(FakeModel.Call::begins);
    List<FakeModel.Call> third = startAll(4);
    assertThat(snapshot().state()).isEqualTo(UpstreamSnapshot.State.SLOW_START);
    third.get(0).begins();
    assertThat(snapshot().state()).isEqualTo(UpstreamSnapshot.State.OPEN);
    start(50);
  }

  @Test
  void aModelThatIsStillThinkingConfirmsTheUpstream() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    FakeModel.Call thinking = startAll(1).get(0);
    thinking.thinks("Let me see.");
    startAll(2);
    thinking.begins();
    assertWaits(ask());
  }

  @Test
  void aWaitThatIsNamedAfterAThoughtIsKeptToo() {
    go(ask());
    bench.primary.last().thinks("Let me see.");
    bench.primary.last().asksForPeace(TWO_SECONDS);
    assertWaits(ask(), TWO_SECONDS);
  }

  @Test
  void aQuestionThatMayBeAskedAgainIsNoReasonToRefuseAnother() {
    Choice.Go other = goCall(ask());
    go(ask());
    bench.primary.last().fails(FailureCode.QUESTION_REFUSED, Remedy.WAIT_AND_RETRY);
    RecordedAnswer answer = new RecordedAnswer();
    other.write(answer);
    assertThat(answer.ending())
        .isInstanceOfSatisfying(
            ModelEnding.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo(FailureCode.UPSTREAM_BUSY));
  }

  @Test
  void aRefusedQuestionConfirmsTheUpstreamToo() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1).get(0).fails(FailureCode.QUESTION_REFUSED);
    startAll(2);
  }

  @Test
  void aCallThatIsAbortedBeforeItWasConfirmedLeavesItsPlaceToTheNext() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    FakeModel.Call probe = startAll(1).get(0);
    int before = bench.changes;
    probe.abort();
    assertThat(bench.changes).isGreaterThan(before);
    startAll(1);
  }

  @Test
  void aCancelledCallLeavesItsPlaceToTheNext() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    Choice.Go call = goCall(ask());
    assertWaits(ask());
    call.cancel();
    startAll(1);
    assertThatThrownBy(call::cancel).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureInTheSlowStartShutsTheGateAgain() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1).get(0).begins();
    List<FakeModel.Call> two = startAll(2);
    two.get(0).asksForPeace(TWO_SECONDS);
    two.get(1).begins();
    assertWaits(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1);
  }

  @Test
  void aCallThatWasAllowedBeforeThePeaceIsNotStartedInIt() {
    Asking late = ask();
    go(ask());
    Choice.Go call = goCall(late);
    bench.primary.last().asksForPeace(TWO_SECONDS);
    RecordedAnswer answer = new RecordedAnswer();
    call.write(answer);
    assertThat(bench.primary.started()).isOne();
    assertThat(answer.ending())
        .isEqualTo(new ModelEnding.Failed(FailureCode.UPSTREAM_BUSY, TWO_SECONDS));
    assertWaits(late, TWO_SECONDS);
    assertThat(snapshot().tokensReserved()).isZero();
  }

  @Test
  void everyoneIsToldWhenThePeaceBeginsAndWhenItEnds() {
    restFor(ask(), TWO_SECONDS);
    assertThat(bench.changes).isOne();
    bench.time.advance(TWO_SECONDS);
    assertThat(bench.changes).isEqualTo(2);
    FakeModel.Call probe = startAll(1).get(0);
    assertThat(bench.changes).isEqualTo(2);
    probe.begins();
    assertThat(bench.changes).isEqualTo(3);
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void nobodyWaitsLongerForASilentProbeThanThePatience() {
    restFor(ask(), TWO_SECONDS);
    bench.time.advance(TWO_SECONDS);
    startAll(1);
    Asking waiting = ask();
    bench.time.advance(UpstreamsBench.PATIENCE);
    assertWaits(waiting);
    bench.time.advance(Duration.ofSeconds(1));
    assertGivesUp(waiting, FailureCode.UPSTREAM_BUSY, null);
  }

  @Test
  void aQuestionThatWasRefusedIsAskedOfNobodyElse() {
    Asking asking = ask();
    go(asking);
    bench.primary.last().fails(FailureCode.QUESTION_TOO_LONG);
    assertThat(asking.choose())
        .isEqualTo(new Choice.GiveUp(FailureCode.QUESTION_TOO_LONG, null, false));
  }

  @Test
  void aClosedGateKeepsNoTimer() {
    restFor(ask(), A_MINUTE);
    assertThat(bench.time.pending()).isOne();
    upstreams.close();
    assertThat(bench.time.pending()).isZero();
  }

  private Asking ask() {
    return upstreams.ask(PROMPT);
  }

  private UpstreamSnapshot snapshot() {
    return upstreams.snapshots().get(0);
  }

  private void restFor(Asking asking, Duration wait) {
    go(asking);
    bench.primary.last().asksForPeace(wait);
  }

  private List<FakeModel.Call> start(int calls) {
    return Stream.generate(
            () -> {
              go(ask());
              return bench.primary.last();
            })
        .limit(calls)
        .toList();
  }

  /** Starts so many, and asserts that one more would wait. */
  private List<FakeModel.Call> startAll(int calls) {
    List<FakeModel.Call> started = start(calls);
    assertWaits(ask());
    return started;
  }

  private static Duration waitOf(Asking asking) {
    return ((Choice.Wait) asking.choose()).remaining();
  }
}
