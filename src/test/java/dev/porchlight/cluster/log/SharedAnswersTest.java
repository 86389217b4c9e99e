package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.answer.AnswerUnreachableException;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogGoneException;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.Source;
import dev.porchlight.testing.CountingRelay;
import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that are read on other machines than the one that writes them, over a real Redis. */
final class SharedAnswersTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private static final AnswerStart BEGIN =
      new AnswerStart(AnswerStart.By.MODEL, null, List.of(new Source("t", "u", "e")));

  private static final Ending WHOLE = new Ending.Finished("stop", true);

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Test
  void aStreamIsResumedElsewhereAtEachPositionWithTheSameBytes() {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    answer.chunk("Said [1], héllo \uD83D\uDE00,");
    answer.chunk("\n\nand \"more\".");
    answer.close(WHOLE);
    Site other = site(Site.LONG);
    for (long after = 0; after <= 4; after++) {
      assertThat(other.read(stream.id(), after).toTheEnd())
          .as("after %d", after)
          .isEqualTo(Site.Reader.of(stream, after).toTheEnd());
    }
  }

  @Test
  void aReaderElsewhereFollowsWhileItIsWritten() {
    Site home = site(Site.LONG);
    Site other = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    Site.Reader reader = other.read(stream.id(), 0);
    answer.queued(new QueuePosition(3, 7), 1);
    reader.awaitEvent("event: queued\ndata: {\"position\":3,\"etaSeconds\":7}");
    answer.begin(BEGIN);
    for (int i = 0; i < 2_000; i++) {
      answer.chunk("piece " + i + ".");
    }
    reader.awaitEvent("piece 1999.");
    answer.chunk("at last");
    reader.awaitEvent("at last");
    answer.close(WHOLE);
    List<String> read = reader.toTheEnd();
    read.removeIf(event -> event.startsWith("event: queued"));
    assertThat(read).isEqualTo(Site.Reader.of(stream, 0).toTheEnd());
  }

  @Test
  void aStreamThatIsStoppedElsewhereEndsTheAnswerAndEachOfItsTabs() {
    Site home = site(Site.LONG);
    Site other = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader tab = Site.Reader.of(stream, 0);
    Site.Reader otherTab = other.read(stream.id(), 0).awaitEvent("begin");
    assertThat(other.streams().stop(stream.id()).toCompletableFuture().join()).isTrue();
    awaitEnding(answer, new Ending.Stopped(false));
    assertThat(tab.toTheEnd()).last().asString().contains("\"ending\":\"stopped\"");
    assertThat(otherTab.toTheEnd()).last().asString().contains("\"ending\":\"stopped\"");
    assertThat(site(Site.LONG).read(stream.id(), 1).toTheEnd())
        .last()
        .asString()
        .contains("\"ending\":\"stopped\"");
  }

  @Test
  void aStreamOfWhichRedisCouldNotBeToldIsNotGoneElsewhereAndIsFoundOnceItIsTold()
      throws IOException {
    Site home = site(Site.LONG);
    Site other = site(Site.LONG);
    AnswerLog answer = home.write();
    home.attach(answer);
    redis.server().ask("CLIENT", "KILL", "TYPE", "normal");
    Subscription stream = home.attach(answer);
    Awaitility.await().until(() -> isReachable(other, stream.id()));
    answer.begin(BEGIN);
    other.read(stream.id(), 0).awaitEvent("begin");
  }

  @Test
  void aStreamWhoseHomeAloneHasLostRedisIsNotGoneElsewhereAndIsFoundOnceItIsTold()
      throws IOException {
    Site other = site(Site.LONG);
    int port = FreePort.find();
    CountingRelay way = CountingRelay.before(redis.server().uri(), port);
    Site home = Site.of(redis.machines(), redis.machines().joinHasty(port), Site.LONG);
    redis.machines().awaitAllKnown();
    way.close();
    Awaitility.await().until(() -> isUnreachable(other, "of any machine"));
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    assertThat(isReachable(other, stream.id())).isFalse();
    try (CountingRelay again = CountingRelay.before(redis.server().uri(), port)) {
      Awaitility.await().until(() -> isReachable(other, stream.id()));
      answer.begin(BEGIN);
      other.read(stream.id(), 0).awaitEvent("begin");
      assertThat(again.bytes()).isPositive();
      Awaitility.await().until(() -> !isUnreachable(other, "of no machine"));
    }
  }

  private static boolean isUnreachable(Site site, String stream) {
    return site.streams()
        .find(stream)
        .handle((found, failure) -> failure != null)
        .toCompletableFuture()
        .join();
  }

  private static boolean isReachable(Site site, String stream) {
    try {
      assertThat(site.find(stream)).isNotNull();
      return true;
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(AnswerUnreachableException.class);
      return false;
    }
  }

  @Test
  void aStopWhoseMessageIsLostEndsTheAnswerToo() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    Subscription other = home.attach(home.write());
    answer.begin(BEGIN);
    redis.server().ask("HSET", "porchlight:stream:{" + stream.id() + "}", "stopped", "1");
    loseMessage(home);
    awaitEnding(answer, new Ending.Stopped(false));
    assertThat(other.answer().isClosed()).isFalse();
  }

  @Test
  void whereMessagesWereLostAnAnswerThatRedisHasForgottenIsPublishedAgain() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    home.attach(answer);
    answer.begin(BEGIN);
    Awaitility.await().until(() -> redis.server().ask("EXISTS", key("log", home)).equals(":1"));
    redis.server().ask("DEL", key("answer", home), key("log", home));
    loseMessage(home);
    Awaitility.await().until(() -> redis.server().ask("EXISTS", key("log", home)).equals(":1"));
  }

  /** As if one had been sent, and had no room. */
  private static void loseMessage(Site to) throws IOException {
    redis.server().ask("INCR", "porchlight:inbox:{%s}:count".formatted(to.cluster().machine()));
  }

  @Test
  void aStreamThatNobodyHasOpenedThereIsStoppedToo() {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    assertThat(site(Site.LONG).streams().stop(stream.id()).toCompletableFuture().join()).isTrue();
    awaitEnding(answer, new Ending.Stopped(false));
    assertThat(site(Site.LONG).streams().stop("unknown").toCompletableFuture().join()).isFalse();
  }

  @Test
  void stoppingOneOfTwoStreamsEndsThatOneAloneEverywhere() {
    Site home = site(Site.LONG);
    Site other = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stays = home.attach(answer);
    Subscription stops = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader tab = Site.Reader.of(stops, 0);
    other.read(stops.id(), 0).awaitEvent("begin");
    assertThat(other.streams().stop(stops.id()).toCompletableFuture().join()).isTrue();
    assertThat(tab.toTheEnd()).last().asString().contains("\"ending\":\"stopped\"");
    answer.chunk("for the other");
    answer.close(WHOLE);
    assertThat(Site.Reader.of(stays, 0).toTheEnd()).last().asString().contains("finished");
    assertThat(site(Site.LONG).read(stops.id(), 0).toTheEnd())
        .noneMatch(event -> event.contains("for the other"))
        .last()
        .asString()
        .contains("\"ending\":\"stopped\"");
  }

  @Test
  void whatIsReadElsewhereGoesOnWhereItsHomeIsLeft() {
    Site home = site(SHORT);
    Site other = site(SHORT);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader reader = other.read(stream.id(), 0).awaitEvent("begin");
    Site.Reader.of(stream, 0).leave();
    Awaitility.await().during(SHORT.multipliedBy(8)).until(() -> !answer.isClosed());
    answer.chunk("still written");
    reader.awaitEvent("still written");
    reader.leave();
    awaitEnding(answer, new Ending.Stopped(true));
  }

  @Test
  void whatNobodyReadsAnywhereIsLeft() {
    Site home = site(SHORT);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    Site other = site(SHORT);
    other.read(stream.id(), 0).leave();
    Site.Reader.of(stream, 0).leave();
    awaitEnding(answer, new Ending.Stopped(true));
  }

  @Test
  void whatAMachineHeldThatIsGoneIsLeftAfterAGrace() {
    Site home = site(SHORT);
    Site other = site(SHORT);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    other.read(stream.id(), 0);
    Site.Reader.of(stream, 0).leave();
    Awaitility.await().during(SHORT.multipliedBy(4)).until(() -> !answer.isClosed());
    other.cluster().close();
    awaitEnding(answer, new Ending.Stopped(true));
  }

  @Test
  void anAnswerWhoseMachineIsGoneIsCutOffForItsReadersOnce() {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    answer.chunk("Said [1], and");
    List<Site.Reader> readers =
        List.of(
            site(Site.LONG).read(stream.id(), 0).awaitEvent("and"),
            site(Site.LONG).read(stream.id(), 0).awaitEvent("and"));
    home.cluster().close();
    for (Site.Reader reader : readers) {
      assertThat(reader.toTheEnd())
          .hasSize(4)
          .last()
          .isEqualTo(
              """
              id: 3
              event: done
              data: {"ending":"cut_off","reason":"upstream_ended","cited":[1]}

              """);
    }
    assertThat(site(Site.LONG).read(stream.id(), 2).toTheEnd()).hasSize(2);
  }

  @Test
  void whoHasReadMoreThanAMachineHadPublishedThatIsGoneReadsTheEndingToo() {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site other = site(Site.LONG);
    other.read(stream.id(), 0).awaitEvent("begin").leave();
    List<Site.Reader> readers = List.of(other.read(stream.id(), 2), other.read(stream.id(), 3));
    home.cluster().close();
    for (Site.Reader reader : readers) {
      assertThat(reader.toTheEnd()).last().asString().contains("\"ending\":\"cut_off\"");
    }
  }

  @Test
  void anAnswerOfWhichNothingWasSaidFailsWhereItsMachineIsGone() {
    Site home = site(Site.LONG);
    Subscription stream = home.attach(home.write());
    Site.Reader reader = site(Site.LONG).read(stream.id(), 0);
    home.cluster().close();
    assertThat(reader.toTheEnd()).hasSize(2).last().asString().contains("shutting_down");
  }

  @Test
  void aMachineThatWasTakenForDeadEndsItsAnswerToo() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    home.attach(answer);
    redis.server().ask("HSET", key("answer", home), "end", "stopped true", "endedBy", "another");
    answer.begin(BEGIN);
    awaitEnding(answer, new Ending.CutOff(Reason.UPSTREAM_ENDED));
  }

  @Test
  void anEmptiedRedisIsFilledAgainAndItsReadersMissNothing() throws IOException {
    Site home = site(SHORT);
    Site other = site(SHORT);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader reader = other.read(stream.id(), 0);
    for (int i = 0; i < 100; i++) {
      answer.chunk("piece " + i + ".");
      if (i % 20 == 0) {
        reader.awaitEvent("piece " + i + ".");
        redis.server().ask("FLUSHALL");
      }
    }
    reader.awaitEvent("piece 99.");
    Site third = site(SHORT);
    Awaitility.await().until(() -> third.find(stream.id()) != null);
    answer.close(WHOLE);
    assertThat(reader.toTheEnd()).isEqualTo(Site.Reader.of(stream, 0).toTheEnd());
    assertThat(third.read(stream.id(), 0).toTheEnd()).isEqualTo(reader.events());
  }

  @Test
  void anEmptiedRedisIsNoticedByAReaderThoughNothingIsWritten() throws IOException {
    Site home = site(SHORT);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader reader = site(SHORT).read(stream.id(), 0).awaitEvent("begin");
    Site.Reader.of(stream, 0).leave();
    redis.server().ask("FLUSHALL");
    Awaitility.await().until(() -> redis.server().ask("EXISTS", key("answer", home)).equals(":1"));
    answer.chunk("goes on");
    reader.awaitEvent("goes on");
    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void anAnswerThatHasExpiredIsGone() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    answer.close(WHOLE);
    awaitEndInRedis(home);
    assertThat(redis.server().ask("PTTL", key("log", home))).matches(":[1-6]\\d{5}");
    redis.server().ask("DEL", key("answer", home), key("log", home));
    assertThat(site(Site.LONG).find(stream.id())).isNull();
    redis.server().ask("DEL", "porchlight:stream:{" + stream.id() + "}");
    assertThat(site(Site.LONG).find(stream.id())).isNull();
  }

  @Test
  void aStreamIsKeptForTenMinutesAfterTheEndThoughRedisIsNotToldOfItThen() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    String key = "porchlight:stream:{" + stream.id() + "}";
    redis.server().ask("HDEL", key, "age");
    answer.begin(BEGIN);
    answer.close(WHOLE);
    awaitEndInRedis(home);
    assertThat(redis.server().ask("HEXISTS", key, "age")).isEqualTo(":0");
    assertThat(redis.server().ask("PTTL", key)).matches(":[67]\\d{5}");
  }

  @Test
  void afterRedisWasLostEachOpenStreamIsKeptForAsLongAsBefore() throws IOException {
    Site home = hasty();
    String key = "porchlight:stream:{" + home.attach(home.write()).id() + "}";
    redis.server().ask("PEXPIRE", key, "300000");
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    redis.server().resume();
    Awaitility.await().until(() -> redis.server().ask("PTTL", key).matches(":[67]\\d{5}"));
  }

  @Test
  void aStreamThatRedisForgotJustBeforeTheEndIsFoundElsewhere() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    redis.server().ask("FLUSHALL");
    answer.close(WHOLE);
    awaitEndInRedis(home);
    Awaitility.await().until(() -> site(Site.LONG).find(stream.id()) != null);
  }

  @Test
  void aGapIsNeverPassedOver() throws IOException {
    Site home = site(Site.LONG);
    Site other = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader reader = other.read(stream.id(), 0).awaitEvent("begin");
    redis.server().ask("XADD", key("log", home), "3-0", "e", "id: 3\nevent: chunk\ndata: {}\n\n");
    redis.server().ask("HSET", key("answer", home), "last", "3");
    assertThatThrownBy(reader::toTheEnd).isInstanceOf(LogGoneException.class);
    assertThat(site(Site.LONG).find(stream.id())).isNull();
    assertThat(other.find(stream.id())).isNull();
  }

  @Test
  void aTrimmedLogIsGone() throws IOException {
    Site home = site(Site.LONG);
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    answer.close(WHOLE);
    awaitEndInRedis(home);
    redis.server().ask("XTRIM", key("log", home), "MAXLEN", "1");
    assertThat(site(Site.LONG).find(stream.id())).isNull();
  }

  @Test
  void whileRedisIsLostItsHomeGoesOnAndReadersElsewhereWait() throws IOException {
    Site home = hasty();
    Site other = hasty();
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader here = Site.Reader.of(stream, 0).awaitEvent("begin");
    Site.Reader there = other.read(stream.id(), 0).awaitEvent("begin");
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    Machines.awaitState(other.cluster(), "lost");
    answer.chunk("written meanwhile");
    assertThat(here.soFar()).last().asString().contains("written meanwhile");
    assertThat(there.soFar()).noneMatch(event -> event.contains("written meanwhile"));
    answer.close(WHOLE);
    assertThat(here.toTheEnd()).last().asString().contains("finished");
    redis.server().resume();
    assertThat(there.toTheEnd()).isEqualTo(here.events());
  }

  @Test
  void whatIsLeftWhileRedisIsLostEndsAtOnce() throws IOException {
    Site home = hasty();
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    stream.stop();
    awaitEnding(answer, new Ending.Stopped(false));
    redis.server().resume();
  }

  @Test
  void aStopThatRedisMissedIsToldWhenItIsBack() throws IOException {
    Site home = hasty();
    Site other = hasty();
    AnswerLog answer = home.write();
    Subscription stream = home.attach(answer);
    answer.begin(BEGIN);
    Site.Reader.of(stream, 0);
    other.read(stream.id(), 0).awaitEvent("begin");
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    Machines.awaitState(other.cluster(), "lost");
    assertThat(other.streams().stop(stream.id()).toCompletableFuture().join()).isTrue();
    assertThat(answer.isClosed()).isFalse();
    redis.server().resume();
    awaitEnding(answer, new Ending.Stopped(false));
  }

  @Test
  void aStreamThatIsNotHereCannotBeLookedUpWhileRedisIsLost() throws IOException {
    Site home = hasty();
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    assertThat(home.streams().find("elsewhere").toCompletableFuture())
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AnswerUnreachableException.class);
    redis.server().resume();
  }

  private static Site hasty() {
    return Site.of(redis.machines(), redis.machines().joinHasty(), Site.LONG);
  }

  private static Site site(Duration grace) {
    return Site.of(redis.machines(), grace);
  }

  /** The key of the first answer of a machine's. */
  private static String key(String kind, Site home) {
    return "porchlight:%s:{%s.1}".formatted(kind, home.cluster().machine());
  }

  /** Waits until Redis has the ending of the answer that a machine wrote. */
  private void awaitEndInRedis(Site home) {
    Awaitility.await()
        .until(() -> redis.server().ask("HEXISTS", key("answer", home), "end").equals(":1"));
  }

  private static void awaitEnding(AnswerLog answer, Ending ending) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(answer.closed().toCompletableFuture()).isCompletedWithValue(ending));
  }
}
