package dev.porchlight.visitor;

import static dev.porchlight.visitor.AddressRuleTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.time.ManualScheduler;
import dev.porchlight.visitor.Admission.Admitted;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Visitors who try for more than their share. */
final class VisitorLimitsUnderAttackTest {
  private static final String VISITOR = "203.0.113.7";
  private static final int SPRAYED = 1_000_000;
  private static final long HEAP_BOUND_BYTES = 64L << 20;

  private final VisitorLimits limits =
      new VisitorLimits(new VisitorQuotas(10, 100, 3), new ManualScheduler());

  @ParameterizedTest(name = "behind {0} proxies")
  @ValueSource(ints = {0, 1, 2, 3})
  void tenThousandForgedHeadersNeverGainOneQuestion(int proxies) {
    ForgedHeaders forged = new ForgedHeaders(20260101L + proxies);
    AddressRule rule = new AddressRule(proxies);
    int questions = 0;

    for (int i = 0; i < 10_000; i++) {
      List<String> lines = forged.lines();
      String caller = VISITOR;
      for (int proxy = 0; proxy < proxies; proxy++) {
        lines = forged.through(lines, caller);
        caller = "10.0.0." + proxy;
      }
      VisitorAddress visitor = rule.visitor(caller, lines);
      assertThat(visitor).as("%s", lines).isEqualTo(address(VISITOR));
      questions += limits.tryQuestion(visitor) instanceof Admitted ? 1 : 0;
    }

    assertThat(questions).isEqualTo(10);
  }

  @Test
  void aSprayOfAMillionAddressesLeavesTheHeapBounded() {
    long before = usedHeapBytes();

    for (int i = 0; i < SPRAYED; i++) {
      limits.tryRequest(sprayed(i));
      limits.tryQuestion(sprayed(i));
    }

    assertThat(limits.remembered())
        .isLessThanOrEqualTo(VisitorLimits.REQUEST_BUCKETS + VisitorLimits.QUESTION_BUCKETS);
    Awaitility.await("the heap without what others left")
        .untilAsserted(() -> assertThat(usedHeapBytes() - before).isLessThan(HEAP_BOUND_BYTES));
  }

  @Test
  void aSprayNeitherMakesAnAskingVisitorForgottenNorLocksAnotherOut() {
    int questions = 0;
    for (int i = 0; i < 4 * VisitorLimits.QUESTION_BUCKETS; i++) {
      limits.tryQuestion(sprayed(i));
      if (i % 100 == 0) {
        questions += limits.tryQuestion(address(VISITOR)) instanceof Admitted ? 1 : 0;
      }
    }

    assertThat(questions).isEqualTo(10);
    assertThat(limits.tryQuestion(address("203.0.113.8"))).isInstanceOf(Admitted.class);
  }

  @Test
  void questionsAskedByManyThreadsAtOnceAreCountedOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Long> asking =
          () ->
              IntStream.range(0, 500)
                  .filter(i -> limits.tryQuestion(address(VISITOR)) instanceof Admitted)
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

  private static VisitorAddress sprayed(int number) {
    return new VisitorAddress(VisitorAddress.Kind.IPV6, 0x2001_0db8_0000_0000L + number);
  }

  private long usedHeapBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
