package dev.porchlight.answer.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.testing.WholeEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A log that is copied elsewhere, and which other machines may hold. */
final class FollowedAnswerLogTest extends AnswerLogContract {

  private static final Duration GRACE = Duration.ofSeconds(15);

  /** Other machines, of which one holds the answer or none does. */
  private static final class Elsewhere implements HoldersElsewhere {

    private @Nullable LogFollower follower;
    private boolean holds;

    @Override
    public void held() {
      // It does not matter to the others.
    }

    @Override
    public CompletionStage<Boolean> unheld(Ending.Stopped ifLast) {
      boolean isClosed = !holds && follower != null && follower.closeUnlessHeld(ifLast);
      return CompletableFuture.completedFuture(!isClosed);
    }
  }

  @Override
  AnswerLog log(long maxBytes) {
    AnswerLog log = AnswerLog.inMemory(maxBytes, time);
    Elsewhere elsewhere = new Elsewhere();
    elsewhere.follower = LogFollower.of(log, elsewhere, () -> {});
    return log;
  }

  @Test
  void whatAnotherMachineHoldsGoesOnAndTheStreamThatWasStoppedEndsAlone() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    Elsewhere elsewhere = new Elsewhere();
    elsewhere.holds = true;
    elsewhere.follower = LogFollower.of(log, elsewhere, () -> {});
    Subscription stream =
        Objects.requireNonNull(log.attach("s", GRACE, new Timers(time, Runnable::run)));
    LogCursor cursor = stream.read(0, () -> {});
    stream.stop();
    log.chunk("for the others");
    assertThat(log.isClosed()).isFalse();
    assertThat(WholeEvents.rest(cursor))
        .noneMatch(event -> event.contains("for the others"))
        .last()
        .asString()
        .contains("\"ending\":\"stopped\"");
  }

  @Test
  void aFollowerIsWokenAndCopiesEachEntryAsItIs() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    AtomicInteger wakes = new AtomicInteger();
    LogFollower follower = LogFollower.of(log, new Elsewhere(), wakes::incrementAndGet);
    LogCopy copy = new LogCopy(time, new Elsewhere());
    log.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
    log.chunk("one");
    LogBatch open = follower.after(0, 1_000);
    copy.append(bytes(open));
    assertThat(open.ending()).isNull();
    assertThat(wakes).hasValue(2);
    log.close(new Ending.Finished("stop", true));
    LogBatch rest = follower.after(2, 1_000);
    copy.end(
        new Ending.Finished("stop", true),
        rest.reusable(),
        bytes(rest).get(0),
        Duration.ofSeconds(40));
    Subscription stream =
        copy.reopen(new OpenedStream("s", null, -1), GRACE, new Timers(time, Runnable::run));
    List<String> events = WholeEvents.rest(stream.read(0, () -> {}));
    assertThat(events).hasSize(4).last().asString().contains("finished");
    assertThat(events.get(2)).isEqualTo("id: 2\nevent: chunk\ndata: {\"text\":\"one\"}\n\n");
    assertThat(WholeEvents.rest(stream.read(7, () -> {})))
        .as("who was ahead of what could be copied reads the ending")
        .hasSize(2);
    assertThat(copy.log().attach("t", GRACE, new Timers(time, Runnable::run)))
        .satisfies(
            joined ->
                assertThat(joined == null ? null : joined.ageWhenFound())
                    .isEqualTo(Duration.ofSeconds(40)));
  }

  @Test
  void whatIsWithheldIsCopiedWithAWordOfTheTextAndReadHereOnceItIsReleased() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    LogFollower follower = LogFollower.of(log, new Elsewhere(), () -> {});
    Subscription stream =
        Objects.requireNonNull(log.attach("s", GRACE, new Timers(time, Runnable::run)));
    LogCursor cursor = stream.read(0, () -> {});
    assertThat(WholeEvents.rest(cursor)).hasSize(1);
    follower.withhold();
    log.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
    assertThat(follower.after(0, 1_000).entries()).isEmpty();
    log.chunk("one");
    follower.withhold();
    log.close(new Ending.Finished("stop", true));
    assertThat(follower.after(0, 1_000).entries()).hasSize(3);
    assertThat(follower.isShown()).isFalse();
    assertThat(WholeEvents.rest(cursor)).isEmpty();
    assertThat(cursor.isOver()).isFalse();
    follower.release();
    follower.withhold();
    assertThat(WholeEvents.rest(cursor)).hasSize(3);
    assertThat(cursor.isOver()).isTrue();
  }

  private static List<byte[]> bytes(LogBatch batch) {
    List<byte[]> entries = new ArrayList<>();
    for (ByteBuffer entry : batch.entries()) {
      byte[] bytes = new byte[entry.remaining()];
      entry.duplicate().get(bytes);
      entries.add(bytes);
    }
    return entries;
  }
}
