package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.answer.AskResult;
import dev.porchlight.answer.Question;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.answer.QuotaHolder;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.testing.Charges;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.RecordedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The end of a stream's writing, on a connection of which each fault can be had. */
final class EventStreamWriterTest {

  private final ManualScheduler deskTime = new ManualScheduler();
  private final ManualScheduler time = new ManualScheduler();
  private final QuestionDispatcher dispatcher = SilentDispatcher.on(deskTime);
  private final FaultyOutput out = new FaultyOutput();
  private final EventStreamWriter writer =
      new EventStreamWriter(
          out, Duration.ofSeconds(5), new StreamRuntime(time, time, Runnable::run));

  @Test
  void theTimerIsCancelledAndTheGraceRunsBeforeItIsOver() throws Exception {
    Subscription subscription = stream();
    int before = deskTime.pending();
    List<Integer> timersAtTheEnd = new ArrayList<>();
    var unused =
        writer
            .over()
            .thenRun(() -> timersAtTheEnd.addAll(List.of(time.pending(), deskTime.pending())));
    writer.start(subscription.read(0, writer::signal));
    assertThat(time.pending()).isEqualTo(1);
    writer.failed(new IOException("the visitor has gone"));
    assertThat(timersAtTheEnd).containsExactly(0, before + 1);
  }

  @Test
  void aFaultThatNobodyExpectsEndsTheStreamAndIsLogged() throws Exception {
    out.failingToWrite(new UnsupportedOperationException("a fault"));
    try (RecordedLog log = RecordedLog.of(EventStreamWriter.class)) {
      writer.start(stream().read(0, writer::signal));
      assertThat(log.lines()).containsExactly("a stream could not be written");
    }
    assertThat(writer.over()).isCompleted();
    assertThat(time.pending()).isZero();
  }

  @Test
  void aWriterThatCannotStartGivesEverythingBack() throws Exception {
    Subscription subscription = stream();
    int before = deskTime.pending();
    out.failingToStart(new IllegalStateException("not asynchronous"));
    var cursor = subscription.read(0, writer::signal);
    assertThatThrownBy(() -> writer.start(cursor)).hasMessage("not asynchronous");
    assertThat(writer.over()).isCompleted();
    assertThat(time.pending()).isZero();
    assertThat(deskTime.pending()).describedAs("the grace runs").isEqualTo(before + 1);
  }

  @Test
  void nothingIsWrittenAndNoTimerRunsOnceItIsOver() throws Exception {
    writer.start(stream().read(0, writer::signal));
    int written = out.written();
    assertThat(written).isPositive();
    writer.failed(new IOException("the visitor has gone"));
    time.advance(Duration.ofMinutes(2));
    writer.signal();
    assertThat(out.written()).isEqualTo(written);
    assertThat(time.pending()).isZero();
  }

  @Test
  void whatComesWhileAWriteWaitsIsWrittenOnceItIsThrough() throws Exception {
    out.takingNothing();
    writer.start(stream().read(0, writer::signal));
    assertThat(out.writes()).isEqualTo(1);
    int opening = out.written();
    time.advance(Duration.ofSeconds(5));
    writer.signal();
    assertThat(out.written()).describedAs("one write at a time").isEqualTo(opening);
    out.take();
    assertThat(out.written()).describedAs("one heartbeat").isEqualTo(opening + 3);
  }

  @Test
  void aVisitorWhoTakesNothingIsCut() throws Exception {
    out.takingNothing();
    writer.start(stream().read(0, writer::signal));
    time.advance(EventStreamWriter.WRITE_STALL.minusSeconds(1));
    assertThat(out.cutFor()).isNull();
    time.advance(Duration.ofSeconds(6));
    assertThat(out.cutFor()).hasMessageContaining("took nothing");
    assertThat(writer.over()).isCompleted();
  }

  private Subscription stream() {
    AskResult result =
        dispatcher
            .ask(new Question("Who?", List.of(), null, false), new FreeAsker())
            .toCompletableFuture()
            .join();
    return ((AskResult.Admitted) result).subscription();
  }

  private record FreeAsker() implements QuotaHolder {

    @Override
    public String key() {
      return "visitor";
    }

    @Override
    public CompletionStage<RateLimitDecision> charge() {
      return Charges.admitted();
    }

    @Override
    public CompletionStage<Void> goOn() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void spent(long tokens) {
      // Nobody counts them.
    }

    @Override
    public void callsEnded() {}

    @Override
    public void refund() {
      // Nothing is charged.
    }
  }
}
