package dev.porchlight.visitor;

import static dev.porchlight.visitor.AddressRuleTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.time.ManualScheduler;
import dev.porchlight.visitor.Admission.Admitted;
import dev.porchlight.visitor.Admission.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a visitor may ask, with the time moved by hand. */
final class VisitorLimitsTest {
  private static final VisitorAddress VISITOR = address("203.0.113.7");
  private static final VisitorAddress OTHER = address("203.0.113.8");

  private final ManualScheduler time = new ManualScheduler();

  @Test
  void tenQuestionsAreAdmittedAtOnceAndTheEleventhSaysWhenToComeBack() {
    VisitorLimits limits = limits(10, 100, 3);

    assertThat(admitted(() -> limits.tryQuestion(VISITOR))).isEqualTo(10);
    Refused refused = refused(limits.tryQuestion(VISITOR));

    assertThat(refused.policy().name()).isEqualTo("minute");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(6));
  }

  @ParameterizedTest(name = "{0} a minute")
  @ValueSource(ints = {1, 2, 3, 7, 10, 11, 59, 60, 61, 1000})
  void whoWaitsAsLongAsSaidIsAdmittedAndNoSooner(int perMinute) {
    VisitorLimits limits = limits(perMinute, null, null);
    admitted(() -> limits.tryQuestion(VISITOR));
    time.advance(Duration.ofMillis(17));

    Duration wait = waitOf(refused(limits.tryQuestion(VISITOR)));
    time.advance(wait.minusSeconds(1));
    assertThat(limits.tryQuestion(VISITOR)).isInstanceOf(Refused.class);
    time.advance(Duration.ofSeconds(1));

    assertThat(limits.tryQuestion(VISITOR)).isInstanceOf(Admitted.class);
  }

  @Test
  void theDaysQuestionsRunOutThoughTheMinutesDoNot() {
    VisitorLimits limits = limits(10, 12, null);
    admitted(() -> limits.tryQuestion(VISITOR));
    time.advance(Duration.ofMinutes(1));
    assertThat(admitted(() -> limits.tryQuestion(VISITOR))).isEqualTo(2);

    Refused refused = refused(limits.tryQuestion(VISITOR));

    assertThat(refused.policy().name()).isEqualTo("day");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(119));
  }

  @Test
  void whereTwoQuotasAreSpentTheLongerWaitIsSaid() {
    VisitorLimits limits = limits(5, 5, null);
    admitted(() -> limits.tryQuestion(VISITOR));

    assertThat(refused(limits.tryQuestion(VISITOR)).policy().name()).isEqualTo("day");
  }

  @Test
  void aRefusedQuestionCostsNothing() {
    VisitorLimits limits = limits(10, 100, null);
    admitted(() -> limits.tryQuestion(VISITOR));
    RateLimit before = limits.remainingQuestions(VISITOR);

    for (int i = 0; i < 1000; i++) {
      refused(limits.tryQuestion(VISITOR));
    }

    assertThat(limits.remainingQuestions(VISITOR)).isEqualTo(before);
    time.advance(Duration.ofMinutes(1));
    assertThat(admitted(() -> limits.tryQuestion(VISITOR))).isEqualTo(10);
  }

  @Test
  void aChargeComesBackOnceAndToBothQuotas() {
    VisitorLimits limits = limits(3, 5, null);
    Charge charge = charge(limits.tryQuestion(VISITOR));
    limits.tryQuestion(VISITOR);

    charge.giveBack();
    charge.giveBack();

    assertThat(remaining(limits.remainingQuestions(VISITOR))).containsExactly(2L, 4L);
  }

  @Test
  void aChargeGivenBackLateWinsNothing() {
    VisitorLimits limits = limits(3, 5, null);
    Charge charge = charge(limits.tryQuestion(VISITOR));
    time.advance(Duration.ofDays(2));

    charge.giveBack();

    assertThat(remaining(limits.remainingQuestions(VISITOR))).containsExactly(3L, 5L);
  }

  @Test
  void oneVisitorsQuestionsAreNotAnothers() {
    VisitorLimits limits = limits(2, 2, 1);
    admitted(() -> limits.tryQuestion(VISITOR));
    limits.tryStream(VISITOR);

    assertThat(admitted(() -> limits.tryQuestion(OTHER))).isEqualTo(2);
    assertThat(admitted(() -> limits.tryStream(OTHER))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({",", "10,", ",100"})
  void aLimitThatIsOffIsNeitherKeptNorShown(@Nullable Integer minute, @Nullable Integer day) {
    VisitorLimits limits = limits(minute, day, null);
    Admission first = limits.tryQuestion(VISITOR);
    int more = minute != null ? 9 : day != null ? 99 : 2000;

    assertThat(admitted(() -> limits.tryQuestion(VISITOR))).isEqualTo(more);
    assertThat(first.rateLimit().policyField())
        .isEqualTo(
            minute != null ? "\"minute\";q=10;w=60" : day != null ? "\"day\";q=100;w=86400" : "");
    assertThat(first.rateLimit().isEmpty()).isEqualTo(minute == null && day == null);
    assertThat(admitted(() -> limits.tryStream(VISITOR))).isEqualTo(2000);
  }

  @Test
  void zeroMeansZeroAndNoWaitHelps() {
    VisitorLimits limits = limits(10, 0, 0);

    Refused question = refused(limits.tryQuestion(VISITOR));
    Refused stream = refused(limits.tryStream(VISITOR));

    assertThat(question.policy().name()).isEqualTo("day");
    assertThat(question.retryAfter()).isNull();
    assertThat(question.rateLimit().policyField())
        .isEqualTo("\"minute\";q=10;w=60, \"day\";q=0;w=86400");
    assertThat(question.rateLimit().field()).isEqualTo("\"minute\";r=10, \"day\";r=0");
    assertThat(stream.retryAfter()).isNull();
    assertThat(limits.remembered()).isZero();
  }

  @Test
  void theHeaderFieldsTellWhatIsLeftAndWhenThereIsMore() {
    VisitorLimits limits = limits(10, 100, 3);
    assertThat(limits.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=10, \"day\";r=100");

    Admission admission = limits.tryQuestion(VISITOR);
    assertThat(admission.rateLimit().policyField())
        .isEqualTo("\"minute\";q=10;w=60, \"day\";q=100;w=86400");
    assertThat(admission.rateLimit().field()).isEqualTo("\"minute\";r=9;t=6, \"day\";r=99;t=864");

    time.advance(Duration.ofMillis(5_001));
    assertThat(limits.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=9;t=1, \"day\";r=99;t=859");

    time.advance(Duration.ofSeconds(1));
    assertThat(limits.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=10, \"day\";r=99;t=858");
  }

  @Test
  void requestsOfAnyKindAreGenerouslyLimitedAndApartFromQuestions() {
    VisitorLimits limits = limits(10, 100, 3);

    assertThat(admitted(() -> limits.tryRequest(VISITOR))).isEqualTo(120);
    Refused refused = refused(limits.tryRequest(VISITOR));

    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refused.rateLimit().field()).isEqualTo("\"requests\";r=0;t=1");
    assertThat(admitted(() -> limits.tryQuestion(VISITOR))).isEqualTo(10);
  }

  @Test
  void aStreamsPlaceIsFreeAgainOnceItIsOverAndOnlyOnce() {
    VisitorLimits limits = limits(null, null, 3);
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      charges.add(charge(limits.tryStream(VISITOR)));
    }
    Refused refused = refused(limits.tryStream(VISITOR));
    assertThat(refused.policy().name()).isEqualTo("streams");
    assertThat(refused.rateLimit().policyField())
        .isEqualTo("\"streams\";q=3;qu=\"concurrent-requests\"");
    assertThat(refused.rateLimit().field()).isEqualTo("\"streams\";r=0");

    charges.get(0).giveBack();
    charges.get(0).giveBack();

    assertThat(admitted(() -> limits.tryStream(VISITOR))).isEqualTo(1);
    charges.get(1).giveBack();
    charges.get(2).giveBack();
    assertThat(admitted(() -> limits.tryStream(VISITOR))).isEqualTo(2);
  }

  @Test
  void whoHasNoStreamOpenIsForgotten() {
    VisitorLimits limits = limits(null, null, 3);
    Charge one = charge(limits.tryStream(VISITOR));
    Charge two = charge(limits.tryStream(VISITOR));
    assertThat(limits.remembered()).isEqualTo(1);

    one.giveBack();
    two.giveBack();

    assertThat(limits.remembered()).isZero();
  }

  @Test
  void aVisitorIsForgottenOnlyWhenItsQuotasAreWholeAgain() {
    VisitorLimits limits = limits(10, 10, null);
    admitted(() -> limits.tryQuestion(VISITOR));

    time.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(limits.remembered()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));

    assertThat(limits.remembered()).isZero();
    assertThat(remaining(limits.remainingQuestions(VISITOR))).containsExactly(10L, 10L);
  }

  private VisitorLimits limits(
      @Nullable Integer perMinute, @Nullable Integer perDay, @Nullable Integer streams) {
    return new VisitorLimits(new VisitorQuotas(perMinute, perDay, streams), time);
  }

  /** Asks until it is refused, 2,000 times at most, and counts what was admitted. */
  private static int admitted(Supplier<Admission> ask) {
    int admitted = 0;
    while (admitted < 2000 && ask.get() instanceof Admitted) {
      admitted++;
    }
    return admitted;
  }

  private static Charge charge(Admission admission) {
    assertThat(admission).isInstanceOf(Admitted.class);
    return ((Admitted) admission).charge();
  }

  private static Refused refused(Admission admission) {
    assertThat(admission).isInstanceOf(Refused.class);
    return (Refused) admission;
  }

  private static Duration waitOf(Refused refused) {
    Duration wait = refused.retryAfter();
    assertThat(wait).isNotNull();
    return wait == null ? Duration.ZERO : wait;
  }

  private static List<Long> remaining(RateLimit rateLimit) {
    return rateLimit.limits().stream().map(ServiceLimit::remaining).toList();
  }
}
