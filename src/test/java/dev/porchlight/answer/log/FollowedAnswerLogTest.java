package dev.porchlight.answer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  /** Others know of each entry at once. */
  @Override
  AnswerLog log(long maxBytes) {
    AnswerLog log = AnswerLog.inMemory(maxBytes, time);
    Elsewhere elsewhere = new Elsewhere();
    elsewhere.follower =
        LogFollower.of(
            log, elsewhere, () -> Objects.requireNonNull(elsewhere.follower).releaseAll());
    return log;
  }

  @Test
  void whatAnotherMachineHoldsGoesOnAndTheStreamThatWasStoppedEndsAlone() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    Elsewhere elsewhere = new Elsewhere();
    elsewhere.holds = true;
    elsewhere.follower = LogFollower.of(log, elsewhere, () -> {});
    Subscription stream = attach(log);
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
    Subscription stream = attach(log);
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
    assertThat(WholeEvents.rest(cursor)).hasSize(2);
    assertThat(cursor.isOver()).isFalse();
    follower.releaseAll();
    assertThat(WholeEvents.rest(cursor)).hasSize(1);
    assertThat(cursor.isOver()).isTrue();
  }

  @Test
  void theEndingIsReadHereOnceItIsReleasedAndTheTextBeforeItAtOnce() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    AtomicInteger copies = new AtomicInteger();
    LogFollower follower = LogFollower.of(log, new Elsewhere(), copies::incrementAndGet);
    AtomicInteger wakes = new AtomicInteger();
    Subscription stream = attach(log);
    LogCursor cursor = stream.read(0, wakes::incrementAndGet);
    log.chunk("one");
    assertThat(WholeEvents.rest(cursor)).hasSize(2);
    log.chunk("two");
    log.close(new Ending.Finished("stop", true));
    assertThat(log.closed().toCompletableFuture()).isDone();
    assertThat(follower.after(2, 1_000).ending()).isEqualTo(new Ending.Finished("stop", true));
    assertThat(WholeEvents.rest(cursor)).hasSize(1).first().asString().contains("two");
    follower.release();
    assertThat(WholeEvents.rest(cursor)).isEmpty();
    assertThat(cursor.isOver()).isFalse();
    LogCursor ahead = stream.read(3, () -> {});
    assertThat(WholeEvents.rest(ahead)).as("who read the ending elsewhere").hasSize(1);
    assertThat(ahead.isOver()).isFalse();
    wakes.set(0);
    copies.set(0);
    follower.close();
    assertThat(wakes).hasValue(1);
    assertThat(copies).as("there is no more to copy").hasValue(0);
    assertThat(WholeEvents.rest(cursor)).hasSize(1).first().asString().contains("event: done");
    assertThat(cursor.isOver()).isTrue();
    assertThat(WholeEvents.rest(ahead)).hasSize(1);
    assertThat(ahead.isOver()).isTrue();
  }

  @Test
  void anEndingThatNobodyHasReadGivesWayToThatOfAnotherMachine() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    LogFollower follower = LogFollower.of(log, new Elsewhere(), () -> {});
    Subscription stream = attach(log);
    LogCursor cursor = stream.read(0, () -> {});
    log.chunk("one");
    log.close(new Ending.Finished("stop", true));
    assertThat(WholeEvents.rest(cursor)).hasSize(2);
    assertThat(follower.close(new Ending.Stopped(true))).isFalse();
    follower.vanish();
    follower.close();
    assertThat(log.isGone()).isTrue();
    assertThatThrownBy(cursor::next).isInstanceOf(LogGoneException.class);
  }

  @Test
  void whoHasReadTheEndingMissesNothingWhereTheLogGoesOnElsewhere() throws Exception {
    AnswerLog log = AnswerLog.inMemory(1_000, time);
    LogFollower follower = LogFollower.of(log, new Elsewhere(), () -> {});
    Subscription stream = attach(log);
    assertThat(follower.close(new Ending.Finished("stop", true))).isTrue();
    follower.releaseAll();
    follower.vanish();
    assertThat(log.isGone()).isFalse();
    assertThat(WholeEvents.rest(stream.read(0, () -> {}))).hasSize(2);
  }

  private Subscription attach(AnswerLog log) {
    return Objects.requireNonNull(log.attach("s", GRACE, new Timers(time, Runnable::run)));
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
