package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitDecision.Admitted;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.testing.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten thousand questions of a thousand visitors, raced over three machines in time that stands
 * still, against every limit that machines share: nobody gains one, and nobody loses one. With
 * {@code -Drounds=20}, as many times.
 */
final class RedisLimitsProofTest {

  private static final int VISITORS = 1_000;
  private static final int QUESTIONS = 10_000;
  private static final int AT_ONCE = 300;

  private static final int PER_DAY = 3;
  private static final int STREAMS = 2;
  private static final int TOKENS = 1_000_000;
  private static final int MESSAGES = 2;

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private final ManualScheduler time = new ManualScheduler();
  private final List<RateLimiter> machines = new ArrayList<>();

  /* By visitor. Each is taken back before the limit is told so, so that it is never too high. */
  private final AtomicIntegerArray questions = new AtomicIntegerArray(VISITORS);
  private final AtomicIntegerArray streams = new AtomicIntegerArray(VISITORS);
  private final AtomicIntegerArray tokens = new AtomicIntegerArray(VISITORS);
  private final AtomicIntegerArray messages = new AtomicIntegerArray(VISITORS);

  private final AtomicInteger gained = new AtomicInteger();

  static IntStream rounds() {
    return IntStream.rangeClosed(1, Integer.getInteger("rounds", 1));
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void ofTenThousandQuestionsOfAThousandVisitorsNobodyGainsOrLosesOne(int round) {
    for (int i = 0; i < 3; i++) {
      machines.add(
          new RateLimiter(
              new RateLimitConfig(PER_DAY + 1, PER_DAY, STREAMS, null, null, TOKENS, MESSAGES),
              redis.machines().join(time, time).visitorLimits(),
              time));
    }
    Random random = new Random(round);
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      asked.add(
          ask(random.nextInt(VISITORS), random.nextInt(3), random.nextInt(3), random.nextInt(500)));
      if (i >= AT_ONCE) {
        asked.get(i - AT_ONCE).join();
      }
    }
    asked.forEach(CompletableFuture::join);
    assertThat(gained).hasValue(0);
    for (int visitor = 0; visitor < VISITORS; visitor++) {
      assertThatNothingIsLost(visitor);
    }
  }

  /**
   * A question with all that it may be charged for; one in three gets no answer, and it all back.
   */
  private CompletableFuture<Void> ask(int visitor, int machine, int fate, int cost) {
    RateLimiter limits = machines.get(machine);
    return within(limits.tryStream(address(visitor)), streams, visitor, STREAMS)
        .thenCompose(
            stream ->
                within(limits.tryQuestion(address(visitor)), questions, visitor, PER_DAY)
                    .thenCompose(
                        question -> {
                          if (question instanceof Admitted && fate > 0) {
                            tokens.addAndGet(visitor, cost);
                            limits.spendTokens(address(visitor), cost);
                          } else {
                            giveBack(question, questions, visitor);
                          }
                          giveBack(stream, streams, visitor);
                          return within(
                              limits.tryMessage(address(visitor)), messages, visitor, MESSAGES);
                        }))
        .thenAccept(
            message -> {
              if (fate == 0) {
                giveBack(message, messages, visitor);
              }
            })
        .toCompletableFuture();
  }

  private CompletionStage<RateLimitDecision> within(
      CompletionStage<RateLimitDecision> decided, AtomicIntegerArray taken, int visitor, int most) {
    return decided.thenApply(
        decision -> {
          if (decision instanceof Admitted && taken.incrementAndGet(visitor) > most) {
            gained.incrementAndGet();
          }
          return decision;
        });
  }

  private static void giveBack(RateLimitDecision decision, AtomicIntegerArray taken, int visitor) {
    if (decision instanceof Admitted admitted) {
      taken.decrementAndGet(visitor);
      admitted.reservation().giveBack();
    }
  }

  private void assertThatNothingIsLost(int visitor) {
    RateLimiter limits = machines.get(visitor % 3);
    ClientAddress address = address(visitor);
    assertLeft(PER_DAY - questions.get(visitor), limits::tryQuestion, address);
    assertLeft(MESSAGES - messages.get(visitor), limits::tryMessage, address);
    assertLeft(STREAMS, limits::tryStream, address);
    assertThat(VisitorLimitsContract.decided(limits.checkTokens(address)).rateLimit().field())
        .matches("\"tokens\";r=%d(;.*)?".formatted(TOKENS - tokens.get(visitor)));
  }

  /** So many are admitted, what was given back last perhaps a little later, and no more. */
  private static void assertLeft(
      int left,
      Function<ClientAddress, CompletionStage<RateLimitDecision>> limit,
      ClientAddress visitor) {
    for (int i = 0; i < left; i++) {
      if (!isAdmitted(limit, visitor)) {
        Awaitility.await().until(() -> isAdmitted(limit, visitor));
      }
    }
    assertThat(isAdmitted(limit, visitor)).isFalse();
  }

  private static boolean isAdmitted(
      Function<ClientAddress, CompletionStage<RateLimitDecision>> limit, ClientAddress visitor) {
    return VisitorLimitsContract.decided(limit.apply(visitor)) instanceof Admitted;
  }

  private static ClientAddress address(int visitor) {
    return new ClientAddress(ClientAddress.Kind.IPV4, visitor);
  }
}
