package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.model.Choice;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelListener;
import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LineTest {

  private final ManualScheduler time = new ManualScheduler();
  private final List<String> called = new ArrayList<>();

  /** What the upstreams say to whoever is asked. */
  private Choice choice = new Going();

  @Test
  void soManyGoAtOnceAndTheOthersWaitInTheOrderTheyCameIn() {
    Line line = new Line(2, 10, time, time);
    List<Waiting> all = List.of("a", "b", "c", "d").stream().map(v -> join(line, v)).toList();

    assertThat(called).containsExactly("a", "b");
    assertThat(all.get(2).position()).isEqualTo(1);
    assertThat(all.get(3).position()).isEqualTo(2);

    all.get(0).place.leave();
    assertThat(called).containsExactly("a", "b", "c");
    assertThat(all.get(3).position()).isEqualTo(1);
  }

  @Test
  void aWaitIsOverWhenItsTimeIsAlsoWhereNothingElseHappens() {
    Line line = new Line(1, 10, time, time);
    choice = new Choice.Wait(Duration.ofSeconds(2));
    Waiting waits = join(line, "a");
    choice = new Choice.Wait(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(2));
    assertThat(waits.went).isFalse();
    choice = new Going();
    time.advance(Duration.ofSeconds(1));
    assertThat(waits.went).isTrue();
    assertThat(time.pending()).isZero();
  }

  @Test
  void aVisitorsSecondPlaceStandsBehindEveryOthersFirst() {
    Line line = new Line(1, 10, time, time);
    Waiting first = join(line, "x");
    Waiting greedy1 = join(line, "greedy");
    Waiting greedy2 = join(line, "greedy");
    Waiting greedy3 = join(line, "greedy");
    Waiting other = join(line, "other");

    assertThat(positions(greedy1, other, greedy2, greedy3)).containsExactly(1, 2, 3, 4);

    first.place.leave();
    assertThat(positions(other, greedy2, greedy3))
        .describedAs("a call that runs counts as the first")
        .containsExactly(1, 2, 3);
  }

  @Test
  void beyondItsLengthItIsFullUntilSomebodyLeaves() {
    Line line = new Line(1, 1, time, time);
    Waiting runs = join(line, "a");
    join(line, "b");

    assertThat(line.take("c")).isNull();
    assertThat(line.untilThereIsRoom()).isPositive();
    runs.place.leave();
    assertThat(line.take("c")).isNotNull();
  }

  @Test
  void aLengthOfZeroLetsNobodyWaitButStillLetsCallsGo() {
    Line line = new Line(1, 0, time, time);
    assertThat(join(line, "a").went).isTrue();
    assertThat(line.take("b")).isNull();
  }

  @Test
  void whoFailedUnheardComesBackToTheFront() {
    Line line = new Line(1, 10, time, time);
    Waiting first = join(line, "a");
    Waiting second = join(line, "b");
    choice = new Choice.Wait(Duration.ofSeconds(7));

    first.place.again();

    assertThat(positions(first, second)).containsExactly(1, 2);
    assertThat(Objects.requireNonNull(first.place.queued).etaSeconds()).isEqualTo(7);
    assertThat(line.running()).isZero();

    choice = new Going();
    line.move();
    assertThat(called).containsExactly("a", "a");
  }

  @Test
  void whileTheUpstreamsAskForPeaceNobodyGoes() {
    Line line = new Line(4, 10, time, time);
    choice = new Choice.Wait(Duration.ofMillis(1_500));
    Waiting a = join(line, "a");
    Waiting b = join(line, "b");

    assertThat(called).isEmpty();
    assertThat(positions(a, b)).containsExactly(1, 2);
    assertThat(Objects.requireNonNull(a.place.queued).etaSeconds()).isEqualTo(2);
  }

  @Test
  void whoWillNotBeAnsweredIsToldAndTheNextIsAsked() {
    Line line = new Line(1, 10, time, time);
    choice = new Choice.GiveUp(FailureCode.UPSTREAM_UNAVAILABLE, null, true);

    Waiting a = join(line, "a");

    assertThat(a.gaveUp).isEqualTo(choice);
    assertThat(line.waiting()).isZero();
    assertThat(line.running()).isZero();
  }

  @Test
  void leavingFreesThePlaceOnceWhereverItStood() {
    Line line = new Line(1, 1, time, time);
    Waiting runs = join(line, "a");
    Waiting waits = join(line, "b");
    waits.place.leave();
    waits.place.leave();
    runs.place.leave();
    runs.place.leave();

    assertThat(line.running()).isZero();
    assertThat(line.waiting()).isZero();
    assertThat(line.take("c")).isNotNull();
    assertThat(line.take("d")).isNotNull();
    assertThat(line.take("e")).isNull();
  }

  @Test
  void aPlaceThatWasLeftBeforeItBeganToWaitNeverGoes() {
    Line line = new Line(1, 1, time, time);
    Place place = Objects.requireNonNull(line.take("a"));
    place.leave();
    Waiting waiting = new Waiting(place, "a");
    place.start(waiting);

    assertThat(called).isEmpty();
    assertThat(line.running()).isZero();
  }

  @Test
  void theEstimateFollowsWhatCallsTook() {
    Line line = new Line(1, 10, time, time);
    for (int i = 0; i < 40; i++) {
      Waiting call = join(line, "a");
      time.advance(Duration.ofSeconds(20));
      call.place.leave();
    }
    join(line, "runs");
    Waiting next = join(line, "b");
    Waiting after = join(line, "c");

    assertThat(Objects.requireNonNull(next.place.queued).etaSeconds()).isBetween(19L, 21L);
    assertThat(Objects.requireNonNull(after.place.queued).etaSeconds()).isBetween(38L, 41L);
  }

  @Test
  void aClosedLineSendsAwayWhoeverWaitsAndWhoeverComes() {
    Line line = new Line(1, 10, time, time);
    Waiting runs = join(line, "a");
    Waiting waits = join(line, "b");

    line.close();

    assertThat(runs.gaveUp).isNull();
    assertThat(Objects.requireNonNull(waits.gaveUp).code()).isEqualTo(FailureCode.SHUTTING_DOWN);
    runs.place.again();
    assertThat(Objects.requireNonNull(runs.gaveUp).code()).isEqualTo(FailureCode.SHUTTING_DOWN);
    assertThat(Objects.requireNonNull(join(line, "c").gaveUp).standInAllowed()).isFalse();
  }

  private Waiting join(Line line, String visitor) {
    Place place = Objects.requireNonNull(line.take(visitor));
    Waiting waiting = new Waiting(place, visitor);
    place.start(waiting);
    return waiting;
  }

  private static List<Integer> positions(Waiting... all) {
    return List.of(all).stream().map(Waiting::position).toList();
  }

  private final class Waiting implements Place.Waiter {
    final Place place;
    final String visitor;
    boolean went;
    Choice.@Nullable GiveUp gaveUp;

    Waiting(Place place, String visitor) {
      this.place = place;
      this.visitor = visitor;
    }

    int position() {
      return Objects.requireNonNull(place.queued).position();
    }

    @Override
    public Choice choose() {
      return choice;
    }

    @Override
    public void go(Choice.Go go) {
      went = true;
      called.add(visitor);
    }

    @Override
    public void giveUp(Choice.GiveUp giveUp) {
      gaveUp = giveUp;
    }

    @Override
    public void queued() {
      assertThat(place.queued).isNotNull();
    }
  }

  private static final class Going implements Choice.Go {
    @Override
    public ModelCall write(ModelListener listener) {
      return () -> {};
    }

    @Override
    public void cancel() {}
  }
}
