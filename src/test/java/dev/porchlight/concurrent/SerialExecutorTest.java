package dev.porchlight.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks run one at a time, whoever brings them. */
final class SerialExecutorTest {

  private static final int THREADS = 4;
  private static final int TASKS_EACH = 5_000;

  private final List<RuntimeException> faults = new ArrayList<>();
  private final SerialExecutor serial = new SerialExecutor(faults::add);

  @Test
  void aFaultIsHeardInItsTurnAndTheNextTaskRuns() {
    IllegalStateException fault = new IllegalStateException("a fault");
    List<Integer> heard = new ArrayList<>();
    serial.execute(
        () -> {
          serial.execute(() -> heard.add(faults.size()));
          throw fault;
        });
    assertThat(faults).containsExactly(fault);
    assertThat(heard).containsExactly(1);
  }

  @Test
  void aTaskThatComesWhileAnotherRunsFollowsIt() {
    List<String> order = new ArrayList<>();
    serial.execute(
        () -> {
          serial.execute(() -> order.add("second"));
          order.add("first");
        });
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void whoBringsATaskWhileAnotherRunsDoesNotWaitForIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    Thread busy =
        new Thread(
            () ->
                serial.execute(
                    () -> {
                      begun.countDown();
                      await(mayEnd);
                      order.add("first");
                    }));
    busy.start();
    begun.await();
    serial.execute(() -> order.add("second"));
    mayEnd.countDown();
    busy.join();
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void manyThreadsTasksNeitherOverlapNorGetLostNorOvertakeTheirOwn() throws Exception {
    List<List<Integer>> ran = IntStream.range(0, THREADS).mapToObj(i -> newList()).toList();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    int[] unguarded = {0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      List<Integer> own = ran.get(i);
      threads.add(
          new Thread(
              () -> {
                await(start);
                for (int task = 0; task < TASKS_EACH; task++) {
                  int number = task;
                  serial.execute(
                      () -> {
                        unguarded[0]++;
                        own.add(number);
                      });
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(unguarded[0]).isEqualTo(THREADS * TASKS_EACH);
    assertThat(ran)
        .allSatisfy(
            own -> assertThat(own).isEqualTo(IntStream.range(0, TASKS_EACH).boxed().toList()));
  }

  private static List<Integer> newList() {
    return new ArrayList<>();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
