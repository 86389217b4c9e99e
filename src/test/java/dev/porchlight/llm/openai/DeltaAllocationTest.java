package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How much memory a delta takes on its way: what the collector has to clear for each of them. */
final class DeltaAllocationTest {

  private static final int DELTAS = 20_000;

  /** A fifth over what was measured, 399, since what the compiler leaves out of it differs. */
  private static final long MOST_BYTES = 480;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aDeltaAllocatesNoMoreThanItsBound() {
    pass(DELTAS);

    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    long visitorBytes = pass(DELTAS);
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

    assertThat(visitorBytes / DELTAS).as("what a visitor is sent of each").isBetween(40L, 70L);
    assertThat(allocated / DELTAS).as("bytes allocated for each").isBetween(1L, MOST_BYTES);
  }

  private static long pass(int deltas) {
    DeltaPath path = new DeltaPath();
    ByteBuffer delta = DeltaPath.delta();
    for (int i = 0; i < deltas; i++) {
      path.received(delta.clear());
    }
    return path.visitorBytes();
  }
}
