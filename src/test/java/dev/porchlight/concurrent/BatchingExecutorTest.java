package dev.porchlight.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchingExecutorTest {

  private final List<Runnable> handedOver = new ArrayList<>();
  private final BatchingExecutor executor = new BatchingExecutor(handedOver::add);
  private final List<String> ran = new ArrayList<>();

  @Test
  void outsideOfABatchATaskGoesToTheExecutorBehindIt() {
    executor.execute(() -> ran.add("task"));
    assertThat(ran).isEmpty();
    assertThat(handedOver).hasSize(1);
  }

  @Test
  void withinABatchTasksRunInTheirOrderOnceItIsOver() {
    BatchingExecutor.runBatch(
        () -> {
          executor.execute(() -> ran.add("first"));
          executor.execute(() -> ran.add("second"));
          ran.add("batch");
        });
    assertThat(ran).containsExactly("batch", "first", "second");
    assertThat(handedOver).isEmpty();
  }

  @Test
  void aBatchWithinABatchEndsWithTheOuterOne() {
    BatchingExecutor.runBatch(
        () -> {
          BatchingExecutor.runBatch(() -> executor.execute(() -> ran.add("task")));
          ran.add("outer");
        });
    assertThat(ran).containsExactly("outer", "task");
  }

  @Test
  void onlySoManyTasksRunInPlace() {
    int given = BatchingExecutor.MOST_IN_PLACE + 3;
    BatchingExecutor.runBatch(
        () -> {
          for (int i = 0; i < given; i++) {
            executor.execute(() -> ran.add("task"));
          }
        });
    assertThat(ran).hasSize(BatchingExecutor.MOST_IN_PLACE);
    assertThat(handedOver).hasSize(3);
  }

  @Test
  void aTaskThatWasGivenWhileTasksRunGoesToTheExecutorBehindIt() {
    BatchingExecutor.runBatch(
        () -> executor.execute(() -> executor.execute(() -> ran.add("later"))));
    assertThat(ran).isEmpty();
    assertThat(handedOver).hasSize(1);
  }

  @Test
  void aTaskThatFailsKeepsNoOtherFromRunning() {
    IllegalStateException failure = new IllegalStateException("the task's");
    assertThatThrownBy(
            () ->
                BatchingExecutor.runBatch(
                    () -> {
                      executor.execute(
                          () -> {
                            throw failure;
                          });
                      executor.execute(() -> ran.add("second"));
                    }))
        .isSameAs(failure);
    assertThat(ran).containsExactly("second");
  }

  @Test
  void tasksRunThoughTheBatchFails() {
    assertThatThrownBy(
            () ->
                BatchingExecutor.runBatch(
                    () -> {
                      executor.execute(() -> ran.add("task"));
                      throw new IllegalStateException("the batch's");
                    }))
        .hasMessage("the batch's");
    assertThat(ran).containsExactly("task");
    executor.execute(() -> ran.add("never"));
    assertThat(handedOver).hasSize(1);
  }
}
