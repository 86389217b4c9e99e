package dev.porchlight.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.AnswerUnreachableException;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.llm.AnswerStart;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many answers of three machines whose readers break off at random and read on on any of them,
 * while the connections to Redis are cut: each reads all of its answer, once and in order. With
 * {@code -Danswers=1000}, as many answers.
 */
final class HoppingReadersTest {

  private static final int ANSWERS = Integer.getInteger("answers", 60);
  private static final int PIECES = 25;
  private static final int ROUNDS_TO_A_CUT = 2;
  private static final Pattern ID = Pattern.compile("^id: (\\d+)\n(event: (\\w+))");

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  private final Random random = new Random(7);
  private final List<Site> sites = new ArrayList<>();
  private final List<Hopper> hoppers = new ArrayList<>();

  @Test
  void eachReadsAllOnceAndInOrderWhileItsConnectionAndThatOfRedisAreCut() throws IOException {
    run(round -> round % ROUNDS_TO_A_CUT == 0, "CLIENT", "KILL", "TYPE", "normal");
  }

  @Test
  void eachReadsAllOnceAndInOrderWhileWakesAreMissed() throws IOException {
    run(round -> round % ROUNDS_TO_A_CUT == 0, "CLIENT", "KILL", "TYPE", "pubsub");
  }

  /** Whether Redis is told to do something in a round. */
  private interface Moments {

    boolean has(int round);
  }

  private void run(Moments moments, String... deed) throws IOException {
    IntStream.range(0, 3).forEach(i -> sites.add(Site.of(redis.machines(), Site.LONG)));
    List<AnswerLog> answers = new ArrayList<>();
    for (int i = 0; i < ANSWERS; i++) {
      Site home = any();
      AnswerLog answer = home.write();
      answers.add(answer);
      hoppers.add(new Hopper(answer, home.attach(answer)));
    }
    answers.forEach(answer -> answer.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of())));
    for (int piece = 0; piece < PIECES; piece++) {
      if (moments.has(piece)) {
        redis.server().ask(deed);
      }
      String text = "piece %d ".formatted(piece);
      answers.forEach(answer -> answer.chunk(text));
      hoppers.forEach(Hopper::readOrHop);
    }
    answers.forEach(answer -> answer.close(new Ending.Finished("stop", true)));
    BooleanSupplier areAllOver =
        () -> {
          hoppers.forEach(Hopper::readOrHop);
          return hoppers.stream().allMatch(Hopper::isOver);
        };
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(areAllOver::getAsBoolean);
    hoppers.forEach(Hopper::check);
    assertThat(hoppers.stream().mapToInt(hopper -> hopper.hops).sum()).isGreaterThan(2 * ANSWERS);
  }

  private Site any() {
    return sites.get(random.nextInt(sites.size()));
  }

  /** A visitor whose connections break. */
  private final class Hopper {

    private final AnswerLog answer;
    private final Subscription stream;
    private final List<String> read = new ArrayList<>();
    private Site.@Nullable Reader reader;
    private long position;
    private int hops;

    Hopper(AnswerLog answer, Subscription stream) {
      this.answer = answer;
      this.stream = stream;
    }

    void readOrHop() {
      Site.Reader reading = reader;
      if (reading == null) {
        connect();
      } else {
        take(reading);
        if (!reading.cursor().isOver() && random.nextInt(4) == 0) {
          reading.leave();
          reader = null;
          hops++;
        }
      }
    }

    private void connect() {
      try {
        reader = any().read(stream.id(), position);
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(AnswerUnreachableException.class);
      }
    }

    private void take(Site.Reader reading) {
      List<String> events = reading.soFar();
      for (String event : events) {
        Matcher id = ID.matcher(event);
        assertThat(id.find()).as(event).isTrue();
        long next = Long.parseLong(id.group(1));
        if (id.group(3).equals("answer")) {
          assertThat(next).isEqualTo(position);
        } else {
          assertThat(next).as(event).isEqualTo(position + 1);
          position = next;
          read.add(event);
        }
      }
      events.clear();
    }

    boolean isOver() {
      return reader != null && reader.cursor().isOver();
    }

    void check() {
      List<String> whole = Site.Reader.of(stream, 0).toTheEnd();
      assertThat(read).isEqualTo(whole.subList(1, whole.size())).hasSize(PIECES + 2);
      assertThat(answer.isClosed()).isTrue();
    }
  }
}
