package dev.porchlight.ratelimit;

import static dev.porchlight.ratelimit.ClientAddressResolverTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ratelimit.RateLimitDecision.Admitted;
import dev.porchlight.testing.ManualScheduler;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Visitors who try for more than their share. */
final class RateLimiterUnderAttackTest {
  private static final String VISITOR = "203.0.113.7";
  private static final int SPRAYED = 300_000;
  private static final long HEAP_BOUND_BYTES = 64L << 20;

  private final RateLimiter rateLimiter =
      new RateLimiter(new RateLimitConfig(10, 100, 3, 20, 256, 200_000, 3), new ManualScheduler());

  @ParameterizedTest(name = "behind {0} proxies")
  @ValueSource(ints = {0, 1, 2, 3})
  void tenThousandForgedHeadersNeverGainOneQuestion(int proxies) {
    ForgedHeaders forged = new ForgedHeaders(20260101L + proxies);
    ClientAddressResolver addressResolver = new ClientAddressResolver(proxies);
    int questions = 0;

    for (int i = 0; i < 10_000; i++) {
      List<String> lines = forged.lines();
      String caller = VISITOR;
      for (int proxy = 0; proxy < proxies; proxy++) {
        lines = forged.through(lines, caller);
        caller = "10.0.0." + proxy;
      }
      ClientAddress visitor = addressResolver.visitor(caller, lines);
      assertThat(visitor).as("%s", lines).isEqualTo(address(VISITOR));
      questions += decided(rateLimiter.tryQuestion(visitor)) instanceof Admitted ? 1 : 0;
    }

    assertThat(questions).isEqualTo(10);
  }

  @Test
  void aSprayOfManyTimesTheAddressesItRemembersLeavesTheHeapBounded() {
    long before = usedHeapBytes();

    for (int i = 0; i < SPRAYED; i++) {
      rateLimiter.tryRequest(sprayed(i));
      decided(rateLimiter.tryQuestion(sprayed(i)));
    }

    assertThat(rateLimiter.remembered())
        .isLessThanOrEqualTo(RateLimiter.REQUEST_BUCKETS + InMemoryVisitorLimits.BUCKETS);
    Awaitility.await("the heap without what others left")
        .untilAsserted(() -> assertThat(usedHeapBytes() - before).isLessThan(HEAP_BOUND_BYTES));
  }

  @Test
  void aSprayNeitherMakesAnAskingVisitorForgottenNorLocksAnotherOut() {
    int questions = 0;
    for (int i = 0; i < 4 * InMemoryVisitorLimits.BUCKETS; i++) {
      decided(rateLimiter.tryQuestion(sprayed(i)));
      if (i % 100 == 0) {
        questions += decided(rateLimiter.tryQuestion(address(VISITOR))) instanceof Admitted ? 1 : 0;
      }
    }

    assertThat(questions).isEqualTo(10);
    assertThat(decided(rateLimiter.tryQuestion(address("203.0.113.8"))))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void questionsAskedByManyThreadsAtOnceAreCountedOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Long> asking =
          () ->
              IntStream.range(0, 500)
                  .filter(
                      i -> decided(rateLimiter.tryQuestion(address(VISITOR))) instanceof Admitted)
                  .count();
      long questions = 0;
      for (Future<Long> asked : threads.invokeAll(Collections.nCopies(8, asking))) {
        questions += asked.get();
      }
      assertThat(questions).isEqualTo(10);
    } finally {
      threads.shutdownNow();
    }
  }

  private static ClientAddress sprayed(int number) {
    return new ClientAddress(ClientAddress.Kind.IPV6, 0x2001_0db8_0000_0000L + number);
  }

  private long usedHeapBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static RateLimitDecision decided(CompletionStage<RateLimitDecision> decision) {
    return decision.toCompletableFuture().join();
  }
}
