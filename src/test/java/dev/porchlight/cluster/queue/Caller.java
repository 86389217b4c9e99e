package dev.porchlight.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.resilience.Decision;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Who waits for a call, and what became of that. Safe for use by any thread. */
final class Caller implements QueueTicket.QueueListener {

  final QueueTicket ticket;
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger();
  volatile Decision.@Nullable GiveUp gaveUp;
  private final Supplier<Decision> upstreams;
  private final Consumer<Caller> whenCalled;

  private Caller(QueueTicket ticket, Supplier<Decision> upstreams, Consumer<Caller> whenCalled) {
    this.ticket = ticket;
    this.upstreams = upstreams;
    this.whenCalled = whenCalled;
  }

  /** Null where the queue is full. */
  static @Nullable QueueTicket take(AdmissionQueue queue, String visitor) {
    return queue.take(visitor).toCompletableFuture().join();
  }

  /** One who begins to wait. */
  static Caller join(AdmissionQueue queue, String visitor, Supplier<Decision> upstreams) {
    return join(Objects.requireNonNull(take(queue, visitor)), upstreams, caller -> {});
  }

  static Caller join(
      QueueTicket ticket, Supplier<Decision> upstreams, Consumer<Caller> whenCalled) {
    Caller caller = new Caller(ticket, upstreams, whenCalled);
    ticket.start(caller);
    return caller;
  }

  void awaitCalls(int number) {
    Awaitility.await("calls").untilAsserted(() -> assertThat(calls).hasValue(number));
  }

  void awaitPosition(int position) {
    Awaitility.await("its position")
        .untilAsserted(
            () ->
                assertThat(ticket.standing().position())
                    .extracting(QueuePosition::position)
                    .isEqualTo(position));
  }

  @Override
  public CompletionStage<Decision> choose() {
    asked.incrementAndGet();
    return CompletableFuture.completedFuture(upstreams.get());
  }

  @Override
  public void go(Decision.Go go) {
    calls.incrementAndGet();
    whenCalled.accept(this);
  }

  @Override
  public void giveUp(Decision.GiveUp why) {
    gaveUp = why;
  }

  @Override
  public void queued() {
    assertThat(ticket.standing()).isNotNull();
  }

  /** A call may go. */
  static final class Going implements Decision.Go {
    @Override
    public ModelCall write(CompletionListener listener) {
      return () -> {};
    }

    @Override
    public void cancel() {
      // There is no call.
    }
  }
}
