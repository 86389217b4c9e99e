package dev.porchlight.ratelimit;

import static dev.porchlight.ratelimit.ClientAddressResolverTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ratelimit.RateLimitDecision.Admitted;
import dev.porchlight.ratelimit.RateLimitDecision.Refused;
import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a visitor may ask, with the time moved by hand. */
final class RateLimiterTest {
  private static final ClientAddress VISITOR = address("203.0.113.7");
  private static final ClientAddress OTHER = address("203.0.113.8");

  private final ManualScheduler time = new ManualScheduler();

  @Test
  void tenQuestionsAreAdmittedAtOnceAndTheEleventhSaysWhenToComeBack() {
    RateLimiter rateLimiter = limits(10, 100, 3);

    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)))).isEqualTo(10);
    Refused refused = refused(decided(rateLimiter.tryQuestion(VISITOR)));

    assertThat(refused.policy().name()).isEqualTo("minute");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(6));
  }

  @ParameterizedTest(name = "{0} a minute")
  @ValueSource(ints = {1, 2, 3, 7, 10, 11, 59, 60, 61, 1000})
  void whoWaitsAsLongAsSaidIsAdmittedAndNoSooner(int perMinute) {
    RateLimiter rateLimiter = limits(perMinute, null, null);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));
    time.advance(Duration.ofMillis(17));

    Duration wait = waitOf(refused(decided(rateLimiter.tryQuestion(VISITOR))));
    time.advance(wait.minusSeconds(1));
    assertThat(decided(rateLimiter.tryQuestion(VISITOR))).isInstanceOf(Refused.class);
    time.advance(Duration.ofSeconds(1));

    assertThat(decided(rateLimiter.tryQuestion(VISITOR))).isInstanceOf(Admitted.class);
  }

  @Test
  void theDaysQuestionsRunOutThoughTheMinutesDoNot() {
    RateLimiter rateLimiter = limits(10, 12, null);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));
    time.advance(Duration.ofMinutes(1));
    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)))).isEqualTo(2);

    Refused refused = refused(decided(rateLimiter.tryQuestion(VISITOR)));

    assertThat(refused.policy().name()).isEqualTo("day");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(119));
  }

  @Test
  void whereTwoQuotasAreSpentTheLongerWaitIsSaid() {
    RateLimiter rateLimiter = limits(5, 5, null);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));

    assertThat(refused(decided(rateLimiter.tryQuestion(VISITOR))).policy().name()).isEqualTo("day");
  }

  @Test
  void aRefusedQuestionCostsNothing() {
    RateLimiter rateLimiter = limits(10, 100, null);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));
    RateLimitFields before = rateLimiter.remainingQuestions(VISITOR);

    for (int i = 0; i < 1000; i++) {
      refused(decided(rateLimiter.tryQuestion(VISITOR)));
    }

    assertThat(rateLimiter.remainingQuestions(VISITOR)).isEqualTo(before);
    time.advance(Duration.ofMinutes(1));
    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)))).isEqualTo(10);
  }

  @Test
  void aChargeComesBackOnceAndToBothQuotas() {
    RateLimiter rateLimiter = limits(3, 5, null);
    Reservation reservation = charge(decided(rateLimiter.tryQuestion(VISITOR)));
    decided(rateLimiter.tryQuestion(VISITOR));

    reservation.giveBack();
    reservation.giveBack();

    assertThat(remaining(rateLimiter.remainingQuestions(VISITOR))).containsExactly(2L, 4L);
  }

  @Test
  void aChargeGivenBackLateWinsNothing() {
    RateLimiter rateLimiter = limits(3, 5, null);
    Reservation reservation = charge(decided(rateLimiter.tryQuestion(VISITOR)));
    time.advance(Duration.ofDays(2));

    reservation.giveBack();

    assertThat(remaining(rateLimiter.remainingQuestions(VISITOR))).containsExactly(3L, 5L);
  }

  @Test
  void oneVisitorsQuestionsAreNotAnothers() {
    RateLimiter rateLimiter = limits(2, 2, 1);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));
    decided(rateLimiter.tryStream(VISITOR));

    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(OTHER)))).isEqualTo(2);
    assertThat(admitted(() -> decided(rateLimiter.tryStream(OTHER)))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({",", "10,", ",100"})
  void aLimitThatIsOffIsNeitherKeptNorShown(@Nullable Integer minute, @Nullable Integer day) {
    RateLimiter rateLimiter = limits(minute, day, null);
    RateLimitDecision first = decided(rateLimiter.tryQuestion(VISITOR));
    int more = minute != null ? 9 : day != null ? 99 : 2000;

    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)))).isEqualTo(more);
    assertThat(first.rateLimit().policyField())
        .isEqualTo(
            minute != null ? "\"minute\";q=10;w=60" : day != null ? "\"day\";q=100;w=86400" : "");
    assertThat(first.rateLimit().isEmpty()).isEqualTo(minute == null && day == null);
    assertThat(admitted(() -> decided(rateLimiter.tryStream(VISITOR)))).isEqualTo(2000);
  }

  @Test
  void zeroMeansZeroAndNoWaitHelps() {
    RateLimiter rateLimiter = limits(10, 0, 0);

    Refused question = refused(decided(rateLimiter.tryQuestion(VISITOR)));
    Refused stream = refused(decided(rateLimiter.tryStream(VISITOR)));

    assertThat(question.policy().name()).isEqualTo("day");
    assertThat(question.retryAfter()).isNull();
    assertThat(question.rateLimit().policyField())
        .isEqualTo("\"minute\";q=10;w=60, \"day\";q=0;w=86400");
    assertThat(question.rateLimit().field()).isEqualTo("\"minute\";r=10, \"day\";r=0");
    assertThat(stream.retryAfter()).isNull();
    assertThat(rateLimiter.remembered()).isZero();
  }

  @Test
  void theHeaderFieldsTellWhatIsLeftAndWhenThereIsMore() {
    RateLimiter rateLimiter = limits(10, 100, 3);
    assertThat(rateLimiter.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=10, \"day\";r=100");

    RateLimitDecision decision = decided(rateLimiter.tryQuestion(VISITOR));
    assertThat(decision.rateLimit().policyField())
        .isEqualTo("\"minute\";q=10;w=60, \"day\";q=100;w=86400");
    assertThat(decision.rateLimit().field()).isEqualTo("\"minute\";r=9;t=6, \"day\";r=99;t=864");

    time.advance(Duration.ofMillis(5_001));
    assertThat(rateLimiter.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=9;t=1, \"day\";r=99;t=859");

    time.advance(Duration.ofSeconds(1));
    assertThat(rateLimiter.remainingQuestions(VISITOR).field())
        .isEqualTo("\"minute\";r=10, \"day\";r=99;t=858");
  }

  @Test
  void requestsOfAnyKindAreGenerouslyLimitedAndApartFromQuestions() {
    RateLimiter rateLimiter = limits(10, 100, 3);

    assertThat(admitted(() -> rateLimiter.tryRequest(VISITOR))).isEqualTo(120);
    Refused refused = refused(rateLimiter.tryRequest(VISITOR));

    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refused.rateLimit().field()).isEqualTo("\"requests\";r=0;t=1");
    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)))).isEqualTo(10);
  }

  @Test
  void aStreamsPlaceIsFreeAgainOnceItIsOverAndOnlyOnce() {
    RateLimiter rateLimiter = limits(null, null, 3);
    List<Reservation> charges = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      charges.add(charge(decided(rateLimiter.tryStream(VISITOR))));
    }
    Refused refused = refused(decided(rateLimiter.tryStream(VISITOR)));
    assertThat(refused.policy().name()).isEqualTo("streams");
    assertThat(refused.rateLimit().policyField())
        .isEqualTo("\"streams\";q=3;qu=\"concurrent-requests\"");
    assertThat(refused.rateLimit().field()).isEqualTo("\"streams\";r=0");

    charges.get(0).giveBack();
    charges.get(0).giveBack();

    assertThat(admitted(() -> decided(rateLimiter.tryStream(VISITOR)))).isEqualTo(1);
    charges.get(1).giveBack();
    charges.get(2).giveBack();
    assertThat(admitted(() -> decided(rateLimiter.tryStream(VISITOR)))).isEqualTo(2);
  }

  @Test
  void whoHasNoStreamOpenIsForgotten() {
    RateLimiter rateLimiter = limits(null, null, 3);
    Reservation one = charge(decided(rateLimiter.tryStream(VISITOR)));
    Reservation two = charge(decided(rateLimiter.tryStream(VISITOR)));
    assertThat(rateLimiter.remembered()).isEqualTo(1);

    one.giveBack();
    two.giveBack();

    assertThat(rateLimiter.remembered()).isZero();
  }

  @Test
  void aVisitorIsForgottenOnlyWhenItsQuotasAreWholeAgain() {
    RateLimiter rateLimiter = limits(10, 10, null);
    admitted(() -> decided(rateLimiter.tryQuestion(VISITOR)));

    time.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(rateLimiter.remembered()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));

    assertThat(rateLimiter.remembered()).isZero();
    assertThat(remaining(rateLimiter.remainingQuestions(VISITOR))).containsExactly(10L, 10L);
  }

  @ParameterizedTest(name = "{0} networks of a /{1}")
  @CsvSource({"256, 56, 40", "4096, 48, 160"})
  void manyNetworksOfOneOwnerShareAMultipleOfWhatOneHas(int networks, int bits, int share) {
    RateLimiter rateLimiter = limits(10, 1000, 3);

    assertThat(admittedOverAll(networks, network -> decided(rateLimiter.tryQuestion(network))))
        .isEqualTo(share);
    assertThat(admittedOverAll(networks, network -> decided(rateLimiter.tryStream(network))))
        .isEqualTo(share / 10 * 3);
    assertThat(decided(rateLimiter.tryQuestion(address("2001:db8:2::1"))))
        .isInstanceOf(Admitted.class);
    assertThat(decided(rateLimiter.tryStream(address("2001:db8:2::1"))))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void theLargestQuotasAreKeptInTheLargestNetworksToo() {
    RateLimiter rateLimiter = limits(1_000_000, 1_000_000, 1_000_000);
    admitted(() -> decided(rateLimiter.tryQuestion(network(1))));
    time.advance(Duration.ofHours(12));
    admitted(() -> decided(rateLimiter.tryQuestion(network(1))));

    assertThat(remaining(rateLimiter.remainingQuestions(network(1))))
        .containsExactly(998_000L, 998_000L);
    assertThat(charge(decided(rateLimiter.tryStream(network(1))))).isNotNull();
  }

  @Test
  void whoseNetworkIsSpentIsToldTheNetworksLimitAndWhenItHasMore() {
    RateLimiter rateLimiter = limits(10, null, null);
    admittedOverAll(4, network -> decided(rateLimiter.tryQuestion(network)));

    Refused refused = refused(decided(rateLimiter.tryQuestion(network(5))));

    assertThat(refused.policy().quota()).isEqualTo(40);
    assertThat(waitOf(refused)).isEqualTo(Duration.ofSeconds(2));
    assertThat(refused.rateLimit().policyField()).isEqualTo("\"minute\";q=40;w=60");
    assertThat(refused.rateLimit().field()).isEqualTo("\"minute\";r=0;t=2");
    time.advance(Duration.ofSeconds(2));
    assertThat(decided(rateLimiter.tryQuestion(network(5)))).isInstanceOf(Admitted.class);
  }

  @Test
  void aRefusalByOneNetworkCostsTheNetworksAroundItNothing() {
    RateLimiter rateLimiter = limits(10, null, null);
    admittedOverAll(4, network -> decided(rateLimiter.tryQuestion(network)));

    for (int i = 0; i < 1000; i++) {
      refused(decided(rateLimiter.tryQuestion(network(5))));
    }
    time.advance(Duration.ofSeconds(15));

    assertThat(admitted(() -> decided(rateLimiter.tryQuestion(network(5))))).isEqualTo(10);
  }

  @Test
  void whatIsGivenBackIsGivenBackToEveryNetworkItWasTakenFrom() {
    RateLimiter rateLimiter = limits(10, null, 3);
    for (int i = 0; i < 1000; i++) {
      charge(decided(rateLimiter.tryQuestion(network(i)))).giveBack();
      charge(decided(rateLimiter.tryStream(network(i)))).giveBack();
    }

    assertThat(admittedOverAll(256, network -> decided(rateLimiter.tryQuestion(network))))
        .isEqualTo(40);
    assertThat(admittedOverAll(256, network -> decided(rateLimiter.tryStream(network))))
        .isEqualTo(12);
  }

  /**
   * Asks from each network of a block in turn until it is refused, and counts what was admitted.
   */
  private static int admittedOverAll(int networks, Function<ClientAddress, RateLimitDecision> ask) {
    return IntStream.range(0, networks)
        .map(network -> admitted(() -> ask.apply(network(network))))
        .sum();
  }

  private static ClientAddress network(int number) {
    return address("2001:db8:1:%x::1".formatted(number));
  }

  private RateLimiter limits(
      @Nullable Integer perMinute, @Nullable Integer perDay, @Nullable Integer streams) {
    return new RateLimiter(
        new RateLimitConfig(perMinute, perDay, streams, 20, 256, 200_000, 3), time);
  }

  /** Asks until it is refused, 2,000 times at most, and counts what was admitted. */
  private static int admitted(Supplier<RateLimitDecision> ask) {
    int admitted = 0;
    while (admitted < 2000 && ask.get() instanceof Admitted) {
      admitted++;
    }
    return admitted;
  }

  private static Reservation charge(RateLimitDecision decision) {
    assertThat(decision).isInstanceOf(Admitted.class);
    return ((Admitted) decision).reservation();
  }

  private static Refused refused(RateLimitDecision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    return (Refused) decision;
  }

  private static Duration waitOf(Refused refused) {
    Duration wait = refused.retryAfter();
    assertThat(wait).isNotNull();
    return wait == null ? Duration.ZERO : wait;
  }

  private static List<Long> remaining(RateLimitFields rateLimit) {
    return rateLimit.limits().stream().map(ServiceLimit::remaining).toList();
  }

  private static RateLimitDecision decided(CompletionStage<RateLimitDecision> decision) {
    return decision.toCompletableFuture().join();
  }
}
