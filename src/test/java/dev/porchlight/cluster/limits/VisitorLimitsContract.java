package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.ConcurrencyLimiter;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitDecision.Admitted;
import dev.porchlight.ratelimit.RateLimitDecision.Refused;
import dev.porchlight.ratelimit.TokenBuckets;
import dev.porchlight.ratelimit.VisitorLimits;
import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every form of the visitors' limits does, with the time moved by hand. */
abstract class VisitorLimitsContract {

  private static final QuotaPolicy MINUTE = new QuotaPolicy("minute", 10, Duration.ofMinutes(1));
  private static final QuotaPolicy DAY = new QuotaPolicy("day", 12, Duration.ofDays(1));
  private static final ClientAddress VISITOR = new ClientAddress(ClientAddress.Kind.IPV4, 1);
  private static final ClientAddress OTHER = new ClientAddress(ClientAddress.Kind.IPV4, 2);

  final ManualScheduler time = new ManualScheduler();

  /** Limits of which nothing is taken yet. */
  abstract VisitorLimits limits();

  @Test
  void tenAreAdmittedAtOnceAndTheEleventhSaysWhenToComeBack() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE));
    assertThat(admitted(buckets, VISITOR, 10)).isEqualTo(10);
    Refused refused = refused(buckets.consume(VISITOR));
    assertThat(refused.policy()).isEqualTo(MINUTE);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(6));
    assertThat(refused.rateLimit().field()).isEqualTo("\"minute\";r=0;t=6");
    time.advance(Duration.ofSeconds(5));
    assertThat(decided(buckets.consume(VISITOR))).isInstanceOf(Refused.class);
    time.advance(Duration.ofSeconds(1));
    assertThat(decided(buckets.consume(VISITOR))).isInstanceOf(Admitted.class);
  }

  @Test
  void eachChargeSaysWhatIsLeftAndWhenThereIsOneMore() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE, DAY));
    assertThat(decided(buckets.consume(VISITOR)).rateLimit().field())
        .isEqualTo("\"minute\";r=9;t=6, \"day\";r=11;t=7200");
    time.advance(Duration.ofSeconds(2));
    assertThat(decided(buckets.consume(VISITOR)).rateLimit().field())
        .isEqualTo("\"minute\";r=8;t=4, \"day\";r=10;t=7198");
    assertThat(buckets.remaining(VISITOR).field())
        .isEqualTo("\"minute\";r=8;t=4, \"day\";r=10;t=7198");
  }

  @Test
  void whatOnePolicyRefusesIsTakenOfNoOther() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE, DAY));
    admitted(buckets, VISITOR, 10);
    for (int i = 0; i < 20; i++) {
      assertThat(refused(buckets.consume(VISITOR)).policy()).isEqualTo(MINUTE);
    }
    time.advance(Duration.ofMinutes(1));
    awaitAdmitted(buckets, 2);
    assertThat(refused(buckets.consume(VISITOR)).policy()).isEqualTo(DAY);
  }

  @Test
  void aChargeComesBackOnce() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE));
    Admitted first = (Admitted) decided(buckets.consume(VISITOR));
    admitted(buckets, VISITOR, 9);
    first.reservation().giveBack();
    first.reservation().giveBack();
    awaitAdmitted(buckets, 1);
    assertThat(decided(buckets.consume(VISITOR))).isInstanceOf(Refused.class);
  }

  @Test
  void oneVisitorsChargesAreNotAnothers() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE));
    admitted(buckets, VISITOR, 10);
    assertThat(admitted(buckets, OTHER, 10)).isEqualTo(10);
  }

  @Test
  void whoHasSpentMoreThanTheyHadOwesIt() {
    QuotaPolicy tokens = new QuotaPolicy("tokens", 86_400, Duration.ofDays(1));
    TokenBuckets buckets = limits().tokenBuckets("tokens", List.of(tokens));
    assertThat(decided(buckets.check(VISITOR))).isInstanceOf(Admitted.class);
    buckets.spend(VISITOR, 86_500);
    Awaitility.await()
        .until(() -> decided(buckets.check(VISITOR)) instanceof Refused refused && owes(refused));
    time.advance(Duration.ofSeconds(100));
    assertThat(decided(buckets.check(VISITOR))).isInstanceOf(Refused.class);
    time.advance(Duration.ofSeconds(1));
    assertThat(decided(buckets.check(VISITOR))).isInstanceOf(Admitted.class);
  }

  private static boolean owes(Refused refused) {
    return Duration.ofSeconds(101).equals(refused.retryAfter());
  }

  @Test
  void theNetworksAroundAnAddressAreHeldTooAndToMore() {
    TokenBuckets buckets = limits().tokenBuckets("questions", List.of(MINUTE));
    int admitted = 0;
    for (int home = 0; home < 20; home++) {
      admitted += admitted(buckets, ipv6(home << 8), 11);
    }
    assertThat(admitted).isEqualTo(160);
  }

  @Test
  void nobodyHoldsMoreThanTheyMay() {
    ConcurrencyLimiter limiter = limits().concurrency(new QuotaPolicy("streams", 3, null));
    List<Admitted> held = new ArrayList<>();
    for (int left = 2; left >= 0; left--) {
      Admitted admitted = (Admitted) decided(limiter.take(VISITOR));
      assertThat(admitted.rateLimit().field()).isEqualTo("\"streams\";r=" + left);
      held.add(admitted);
    }
    Refused refused = refused(limiter.take(VISITOR));
    assertThat(refused.retryAfter()).isNull();
    assertThat(refused.rateLimit().field()).isEqualTo("\"streams\";r=0");
    assertThat(decided(limiter.take(OTHER))).isInstanceOf(Admitted.class);
    held.get(0).reservation().giveBack();
    held.get(0).reservation().giveBack();
    Awaitility.await().until(() -> decided(limiter.take(VISITOR)) instanceof Admitted);
    assertThat(decided(limiter.take(VISITOR))).isInstanceOf(Refused.class);
  }

  @Test
  void whatNobodyMayHaveIsRefusedToAll() {
    TokenBuckets none =
        limits().tokenBuckets("none", List.of(new QuotaPolicy("day", 0, Duration.ofDays(1))));
    assertThat(refused(none.consume(VISITOR)).retryAfter()).isNull();
    ConcurrencyLimiter limiter = limits().concurrency(new QuotaPolicy("none", 0, null));
    assertThat(decided(limiter.take(VISITOR))).isInstanceOf(Refused.class);
  }

  static RateLimitDecision decided(CompletionStage<RateLimitDecision> decision) {
    return decision.toCompletableFuture().join();
  }

  static Refused refused(CompletionStage<RateLimitDecision> decision) {
    RateLimitDecision decided = decided(decision);
    assertThat(decided).isInstanceOf(Refused.class);
    return (Refused) decided;
  }

  /** Asks so often, and counts what was admitted. */
  static int admitted(TokenBuckets buckets, ClientAddress visitor, int times) {
    return (int)
        IntStream.range(0, times)
            .filter(i -> decided(buckets.consume(visitor)) instanceof Admitted)
            .count();
  }

  /** What was given back may be on its way. */
  private static void awaitAdmitted(TokenBuckets buckets, int times) {
    for (int i = 0; i < times; i++) {
      Awaitility.await().until(() -> decided(buckets.consume(VISITOR)) instanceof Admitted);
    }
  }

  private static ClientAddress ipv6(long low) {
    return new ClientAddress(ClientAddress.Kind.IPV6, 0x2001_0db8_0001_0000L | low);
  }
}
