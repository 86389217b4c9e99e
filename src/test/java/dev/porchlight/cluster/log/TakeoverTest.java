package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.answer.PendingQuestion;
import dev.porchlight.answer.Question;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogGoneException;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Source;
import dev.porchlight.testing.PausableExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers of which nothing was said when their machine was gone, over a real Redis. */
final class TakeoverTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private static final AnswerStart BEGIN =
      new AnswerStart(AnswerStart.By.MODEL, null, List.of(new Source("t", "u", "e")));

  private static final Ending WHOLE = new Ending.Finished("stop", true);

  private static final PendingQuestion ASKED =
      new PendingQuestion(
          new Question(
              "And \uD83D\uDE00?",
              List.of(
                  new Message(Message.Role.USER, "Who?"),
                  new Message(Message.Role.ASSISTANT, "Me.")),
              "https://example.com/a",
              true,
              false,
              "It is"),
          "IPV4:7f000001");

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  /** What was taken over, on any machine. */
  private final List<Taken> taken = new CopyOnWriteArrayList<>();

  private Runnable whenTaken = () -> {};

  private record Taken(Site by, PendingQuestion question, AnswerLog answer) {}

  @Test
  void oneOfTwoThatNoticeAsksAgainAndTheReadersOfBothGoOn() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    List<Site.Reader> readers =
        List.of(site(Site.LONG).read(stream.id(), 0), site(Site.LONG).read(stream.id(), 0));
    home.cluster().close();
    AnswerLog answer = awaitTaken(1).answer();
    answer.queued(new QueuePosition(2, 5), 1);
    readers.forEach(reader -> reader.awaitEvent("event: queued"));
    answer.begin(BEGIN);
    answer.chunk("Said [1].");
    answer.close(WHOLE);
    for (Site.Reader reader : readers) {
      List<String> read = reader.toTheEnd();
      read.removeIf(event -> event.startsWith("event: queued"));
      assertThat(read).hasSize(4);
      assertThat(read.get(1)).startsWith("id: 1\nevent: begin");
      assertThat(read.get(2)).startsWith("id: 2\nevent: chunk").contains("Said [1].");
      assertThat(read.get(3)).startsWith("id: 3\nevent: done").contains("finished");
    }
    assertThat(taken).hasSize(1);
    assertThat(taken.get(0).question()).isEqualTo(ASKED);
  }

  @Test
  void aHomeThatComesBackAfterAPauseSaysNothingMoreAndItsReadersGoOnElsewhere() {
    PausableHome home = pausable();
    Subscription stream = ask(home.site);
    AnswerLog old = stream.answer();
    Site.Reader here = Site.Reader.of(stream, 0);
    Site.Reader there = site(Site.LONG).read(stream.id(), 0);
    home.executor.pause();
    AnswerLog answer = awaitTaken(1).answer();
    old.begin(BEGIN);
    old.chunk("of the old home");
    old.close(WHOLE);
    answer.begin(BEGIN);
    answer.chunk("of the new one");
    there.awaitEvent("of the new one");
    home.executor.goOn();
    Awaitility.await().until(old::isGone);
    assertThatThrownBy(here::toTheEnd).isInstanceOf(LogGoneException.class);
    assertThat(here.events()).noneMatch(event -> event.contains("old home"));
    assertThat(old.mayBeReused()).isFalse();
    Site.Reader again = home.site.read(stream.id(), 0);
    answer.close(WHOLE);
    for (Site.Reader reader : List.of(there, again)) {
      assertThat(reader.toTheEnd())
          .hasSize(4)
          .noneMatch(event -> event.contains("old home"))
          .last()
          .asString()
          .contains("finished");
    }
  }

  @Test
  void aHomeThatComesBackAfterAPauseStopsItsCallThoughNothingWasSaid() {
    PausableHome home = pausable();
    Subscription stream = ask(home.site);
    site(Site.LONG).read(stream.id(), 0);
    home.executor.pause();
    AnswerLog answer = awaitTaken(1).answer();
    home.executor.goOn();
    Awaitility.await().until(() -> stream.answer().isClosed());
    assertThat(stream.answer().isGone()).isTrue();
    assertThat(answer.isClosed()).isFalse();
  }

  @Test
  void whatItsVisitorStopsInTheMomentOfTheTakeoverIsWrittenNoMore() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    Site other = site(Site.LONG);
    Site.Reader reader = other.read(stream.id(), 0);
    whenTaken = () -> other.streams().stop(stream.id()).toCompletableFuture().join();
    home.cluster().close();
    AnswerLog answer = awaitTaken(1).answer();
    Awaitility.await().until(answer::isClosed);
    assertThat(reader.toTheEnd()).last().asString().contains("\"ending\":\"stopped\"");
  }

  @Test
  void whatIsLeftAfterTheTakeoverIsWrittenNoMore() {
    Site home = site(SHORT);
    Subscription stream = ask(home);
    Site.Reader reader = site(SHORT).read(stream.id(), 0);
    home.cluster().close();
    AnswerLog answer = awaitTaken(1).answer();
    answer.begin(BEGIN);
    answer.chunk("one");
    reader.awaitEvent("one").leave();
    Awaitility.await().until(answer::isClosed);
  }

  @Test
  void aQuestionWhoseMachinesGoOneAfterTheOtherFailsInTheEnd() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    List<Site> sites = List.of(site(Site.LONG), site(Site.LONG), site(Site.LONG));
    List<Site.Reader> readers = sites.stream().map(site -> site.read(stream.id(), 0)).toList();
    home.cluster().close();
    for (int times = 1; times <= Orphans.MOST_TAKEOVERS; times++) {
      awaitTaken(times).by().cluster().close();
    }
    List<Site> gone = taken.stream().map(Taken::by).toList();
    int left = sites.indexOf(sites.stream().filter(site -> !gone.contains(site)).findAny().get());
    assertThat(readers.get(left).toTheEnd()).last().asString().contains("internal_error");
    assertThat(taken).hasSize(Orphans.MOST_TAKEOVERS);
  }

  @Test
  void howItBeginsIsKnownNowhereWithoutAWordOfTheTextAndSoComesOnce() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    Site.Reader here = Site.Reader.of(stream, 0);
    Site.Reader reader = site(Site.LONG).read(stream.id(), 0);
    stream.answer().begin(BEGIN);
    Awaitility.await()
        .during(SHORT.multipliedBy(4))
        .until(() -> here.soFar().size() == 1 && reader.soFar().size() == 1);
    home.cluster().close();
    AnswerLog answer = awaitTaken(1).answer();
    answer.begin(BEGIN);
    answer.chunk("one");
    answer.close(WHOLE);
    assertThat(reader.toTheEnd()).hasSize(4);
  }

  @Test
  void anAnswerThatHasBegunIsCutOffAndNotAskedAgain() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    stream.answer().begin(BEGIN);
    stream.answer().chunk("one");
    Site.Reader reader = site(Site.LONG).read(stream.id(), 0).awaitEvent("one");
    home.cluster().close();
    assertThat(reader.toTheEnd()).hasSize(4).last().asString().contains("cut_off");
    assertThat(taken).isEmpty();
  }

  @Test
  void whatNobodyReadsElsewhereIsTakenOverOnceSomebodyDoes() {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    Site other = site(Site.LONG);
    home.cluster().close();
    Awaitility.await().during(Duration.ofSeconds(4)).until(taken::isEmpty);
    Site.Reader reader = other.read(stream.id(), 0);
    AnswerLog answer = awaitTaken(1).answer();
    answer.close(WHOLE);
    assertThat(reader.toTheEnd()).last().asString().contains("finished");
  }

  @Test
  void itsQuestionIsInRedisUntilTheFirstWordAlone() throws IOException {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    assertThat(hasQuestion(home)).isTrue();
    stream.answer().queued(new QueuePosition(1, 1), 1);
    redis.server().ask("FLUSHALL");
    stream.answer().queued(new QueuePosition(2, 1), 2);
    Awaitility.await("told again").until(() -> hasQuestion(home));
    stream.answer().begin(BEGIN);
    stream.answer().chunk("one");
    Awaitility.await().until(() -> !hasQuestion(home));
    stream.answer().chunk("two");
    stream.answer().close(WHOLE);
    Site.Reader.of(stream, 0).toTheEnd();
    assertThat(hasQuestion(home)).isFalse();
  }

  @Test
  void itsQuestionIsInRedisNoMoreWhereItEndsWithoutAWord() throws IOException {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    assertThat(hasQuestion(home)).isTrue();
    stream.stop();
    Site.Reader.of(stream, 0).toTheEnd();
    Awaitility.await().until(() -> !hasQuestion(home));
  }

  @Test
  void aQuestionThatIsTooLargeIsNotKept() {
    Question large =
        new Question("x".repeat(PendingQuestionText.MOST_BYTES), List.of(), null, false);
    assertThat(PendingQuestionText.of(new PendingQuestion(large, "v"))).isNull();
  }

  @Test
  void nobodyReadsTheFirstWordBeforeRedisHasIt() throws IOException {
    Site home = site(Site.LONG);
    Subscription stream = ask(home);
    Site.Reader here = Site.Reader.of(stream, 0);
    redis.server().freeze();
    stream.answer().begin(BEGIN);
    stream.answer().chunk("one");
    stream.answer().close(WHOLE);
    Awaitility.await().during(SHORT.multipliedBy(4)).until(() -> here.soFar().size() == 1);
    redis.server().resume();
    assertThat(here.toTheEnd()).hasSize(4);
  }

  @Test
  void whileRedisIsLostItIsNotWaitedFor() throws IOException {
    Site home = site(redis.machines().joinHasty());
    Subscription stream = ask(home);
    redis.server().freeze();
    Machines.awaitState(home.cluster(), "lost");
    stream.answer().begin(BEGIN);
    Site.Reader.of(stream, 0).awaitEvent("begin");
    redis.server().resume();
  }

  private Taken awaitTaken(int times) {
    Awaitility.await("taken over").until(() -> taken.size() >= times);
    return taken.get(times - 1);
  }

  /** A visitor's stream of a new answer. */
  private static Subscription ask(Site home) {
    AnswerLog answer = home.write();
    home.cluster().answers().keepQuestion(answer, ASKED);
    return home.attach(answer);
  }

  private static boolean hasQuestion(Site home) throws IOException {
    String key = "porchlight:answer:{%s.1}".formatted(home.cluster().machine());
    return redis.server().ask("HEXISTS", key, "question").equals(":1");
  }

  private Site site(Duration grace) {
    return watched(Site.of(redis.machines(), grace));
  }

  private Site site(Cluster cluster) {
    return watched(Site.of(redis.machines(), cluster, Site.LONG));
  }

  private Site watched(Site site) {
    site.cluster()
        .answers()
        .takeOverBy(
            (question, home) -> {
              whenTaken.run();
              AnswerLog answer = site.write();
              home.accept(answer);
              taken.add(new Taken(site, question, answer));
            });
    return site;
  }

  private PausableHome pausable() {
    Timers timers = redis.machines().timers();
    PausableExecutor executor = new PausableExecutor(timers.executor());
    return new PausableHome(
        site(redis.machines().join(new Timers(timers.scheduler(), executor))), executor);
  }

  private record PausableHome(Site site, PausableExecutor executor) {}
}
