package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many answers of three processes over a real Redis, each read by one who asked and one who did
 * not, whose connections break at random and who read on on another machine each time: all read one
 * history with one ending, also while machines are killed and while the connections to Redis are
 * cut. With {@code -Danswers=1000}, as many answers; {@code -Dseed} breaks off at the same places.
 */
final class SharedAnswersUnderFireTest {

  private static final int ANSWERS = Integer.getInteger("answers", 60);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int MACHINES = 3;
  private static final int AT_ONCE = 30;
  private static final int DELTAS = 20;
  private static final Duration REST = Duration.ofMillis(100);
  private static final int KILLS = Math.max(MACHINES, ANSWERS / 50);
  private static final int CUTS = Math.max(5, ANSWERS / 20);

  private final FakeUpstream upstream = FakeUpstream.start();
  private final ExecutorService threads = Executors.newFixedThreadPool(2 * AT_ONCE);
  private final AtomicInteger begun = new AtomicInteger();
  private final List<Answer> answers = new ArrayList<>();
  private RedisServer redis;
  private RoundRobin site;

  /** What was read of an answer. */
  private record Reading(RestlessReader asker, RestlessReader other, RestlessReader later) {

    List<RestlessReader> all() {
      return List.of(asker, other, later);
    }
  }

  private record Answer(String question, CompletableFuture<Reading> reading) {}

  /** What is done to the site, the first time with 0. */
  private interface Deed {

    void perform(int time) throws Exception;
  }

  @BeforeEach
  void start() throws IOException {
    redis = RedisServer.start();
    Map<String, String> variables =
        Map.of(
            "AI_API_URL",
            upstream.script("numbered", this::answer).toString(),
            "AI_MODEL",
            "m",
            "REDIS_URL",
            redis.url(),
            "REDIS_TIMEOUT_MS",
            "10000",
            "UPSTREAM_STREAMS",
            "10000",
            "TRUSTED_PROXIES",
            "1",
            "DAILY_TOKEN_BUDGET",
            "none");
    site = RoundRobin.start(MACHINES, variables);
    System.out.println("-Dseed=" + SEED);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    if (site != null) {
      site.close();
    }
    if (redis != null) {
      redis.close();
    }
    upstream.close();
  }

  @Test
  void allReadOneHistoryThoughTheyBreakOffAndReadOnElsewhere() throws Exception {
    run(0, time -> {});
    answers.forEach(this::checkWhole);
    assertThat(upstream.requests()).hasSize(ANSWERS);
  }

  @Test
  void allReadOneHistoryWhileMachinesAreKilled() throws Exception {
    run(KILLS, site::replace);
    long whole = 0;
    for (Answer answer : answers) {
      Reading reading = checkHistory(answer);
      if (reading.asker.ending().equals("finished")) {
        checkWhole(answer);
        whole++;
      } else {
        checkPart(answer.question, reading.asker);
      }
    }
    assertThat(whole).isPositive().isLessThan(ANSWERS);
    answers.clear();
    askAndAwait(MACHINES, 0, time -> {});
    answers.forEach(this::checkWhole);
  }

  @Test
  void allReadOneHistoryWhileTheConnectionsToRedisAreCut() throws Exception {
    run(CUTS, time -> redis.ask("CLIENT", "KILL", "TYPE", time % 2 == 0 ? "normal" : "pubsub"));
    answers.forEach(this::checkWhole);
  }

  private void run(int deeds, Deed deed) throws Exception {
    askAndAwait(ANSWERS, deeds, deed);
    int attempts =
        answers.stream()
            .flatMap(answer -> answer.reading.join().all().stream())
            .mapToInt(RestlessReader::attempts)
            .sum();
    assertThat(attempts).isGreaterThan(6 * ANSWERS);
  }

  /** Performs the deeds evenly over the answers, and waits until all are read. */
  private void askAndAwait(int number, int deeds, Deed deed) throws Exception {
    int before = begun.get();
    for (int i = 0; i < number; i++) {
      answers.add(ask(before + i));
    }
    for (int time = 0; time < deeds; time++) {
      int next = before + number * (time + 1) / (deeds + 1);
      Awaitility.await("answers")
          .atMost(Duration.ofMinutes(3))
          .until(() -> begun.get() >= next || failed());
      deed.perform(time);
    }
    for (Answer answer : answers) {
      answer.reading.join();
    }
  }

  private boolean failed() {
    return answers.stream().anyMatch(answer -> answer.reading.isCompletedExceptionally());
  }

  private Answer ask(int number) {
    String question = "Who is number %d?".formatted(number);
    CompletableFuture<String> id = new CompletableFuture<>();
    CompletableFuture<RestlessReader> asker =
        CompletableFuture.supplyAsync(() -> askAndRead(number, question, id), threads);
    CompletableFuture<RestlessReader> other =
        CompletableFuture.supplyAsync(
            () ->
                RestlessReader.leaving(site, address(number, 1), random(number, 1), 12)
                    .readToTheEnd(id.join()),
            threads);
    return new Answer(
        question,
        asker.thenCombine(
            other,
            (first, second) ->
                new Reading(
                    first,
                    second,
                    RestlessReader.staying(site, address(number, 2), random(number, 2))
                        .readToTheEnd(id.join()))));
  }

  private RestlessReader askAndRead(int number, String question, CompletableFuture<String> id) {
    try {
      RestlessReader reader =
          RestlessReader.leaving(site, address(number, 0), random(number, 0), 8);
      id.complete(reader.ask(question, "key-of-number-" + number));
      begun.incrementAndGet();
      return reader.readToTheEnd(id.join());
    } catch (RuntimeException | Error e) {
      id.completeExceptionally(e);
      throw e;
    }
  }

  private static String address(int number, int reader) {
    return "10.%d.%d.%d".formatted(number / 250, number % 250, reader);
  }

  private static Random random(int number, int reader) {
    return new Random(SEED + 3L * number + reader);
  }

  /** Every delta says of which question it is, and its number. */
  private void answer(Exchange exchange) {
    exchange.startStream();
    for (int i = 0; i < DELTAS; i++) {
      exchange.delta(delta(exchange.request().question(), i)).pause(REST);
    }
    exchange.finish("stop").done();
  }

  private static String delta(String question, int number) {
    return "%s %d. ".formatted(question, number);
  }

  private static String whole(String question) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < DELTAS; i++) {
      text.append(delta(question, i));
    }
    return text.toString();
  }

  /** Whoever read it has read the same at each position, to the same ending. */
  private static Reading checkHistory(Answer answer) {
    Reading reading = answer.reading.join();
    for (RestlessReader reader : reading.all()) {
      assertThat(reader.isGone()).as("%s is gone", answer.question).isFalse();
      assertThat(reader.events()).as(answer.question).isEqualTo(reading.asker.events());
    }
    return reading;
  }

  private void checkWhole(Answer answer) {
    Reading reading = checkHistory(answer);
    assertThat(reading.all()).allMatch(reader -> reader.forgotten() == 0);
    RestlessReader reader = reading.asker;
    assertThat(reader.ending()).as(answer.question).isEqualTo("finished");
    assertThat(reader.text()).isEqualTo(whole(answer.question));
  }

  /**
   * Only the death of its machine ends it before it is whole, and only then may a reader have had
   * more of it than Redis was told.
   */
  private static void checkPart(String question, RestlessReader reader) {
    assertThat(reader.ending()).as(question).isIn("cut_off", "error");
    assertThat(reader.hasAskedAKilledMachine()).as("%s lost its machine", question).isTrue();
    assertThat(whole(question)).startsWith(reader.text());
  }
}
