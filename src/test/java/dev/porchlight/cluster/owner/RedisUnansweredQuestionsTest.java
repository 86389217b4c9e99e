package dev.porchlight.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.io.StorageException;
import dev.porchlight.owner.UnansweredQuestions;
import dev.porchlight.owner.UnansweredQuestionsContract;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The questions that several machines over a real Redis did not answer. */
final class RedisUnansweredQuestionsTest extends UnansweredQuestionsContract {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Override
  protected UnansweredQuestions questions(int minVisitors, int days) {
    Machines machines = redis.machines();
    return questions(machines, machines.join(Ticker.systemTicker(), () -> now), minVisitors, days);
  }

  private UnansweredQuestions questions(
      Machines machines, Cluster machine, int minVisitors, int days) {
    return machine
        .records()
        .unanswered("the-owners-own-token", minVisitors, days, () -> now, machines.timers());
  }

  @Test
  void visitorsAreToldApartOverAllMachines() {
    UnansweredQuestions first = questions(3, 1);
    UnansweredQuestions second = questions(3, 1);
    first.add("Do you ship?", "one", Reason.NOT_TOLD);
    second.add("you ship: do?", "one", Reason.NOTHING_FOUND);
    second.add("Do you ship?", "two", Reason.NOT_TOLD);
    first.close();
    second.close();
    assertThat(first.list()).isEmpty();
    first.add("Do you ship?", "three", Reason.NOT_TOLD);
    first.close();
    assertThat(second.list())
        .isEqualTo(first.list())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.times()).isEqualTo(4);
              assertThat(each.visitors()).isEqualTo(3);
              assertThat(each.reasons()).hasSize(2);
            });
    assertThat(second.erase(first.list().get(0).id())).isTrue();
    assertThat(first.list()).isEmpty();
  }

  @Test
  void whatTooFewAskedIsNowhereInRedisAndItsDigestsEndWithTheDay() throws IOException {
    UnansweredQuestions shy = questions(2, 30);
    shy.add("Is zanzibar sunny?", "198.51.100.7", Reason.NOT_TOLD);
    shy.close();
    List<String> keys = keys();
    assertThat(keys).hasSize(2);
    for (String key : keys) {
      assertThat(key).doesNotContain("zanzibar", "198.51");
      assertThat(redis.server().ask("DUMP", key)).doesNotContain("zanzibar", "198.51");
      assertThat(redis.server().ask("TTL", key)).isEqualTo(":46800");
    }
    shy.add("Is zanzibar sunny?", "198.51.100.8", Reason.NOT_TOLD);
    shy.close();
    assertThat(keys()).anyMatch(key -> key.contains(":question:"));
    String shown =
        keys().stream().filter(key -> key.contains(":question:")).findFirst().orElseThrow();
    assertThat(redis.server().ask("HGET", shown, "question")).contains("Is zanzibar sunny?");
    assertThat(redis.server().ask("TTL", shown)).isEqualTo(":%d".formatted(43_200 + 29 * 86_400));
    assertThat(redis.server().ask("DUMP", shown)).doesNotContain("198.51");
  }

  @Test
  void ofFourMachinesThatRaceTheSumIsExact() {
    List<UnansweredQuestions> machines =
        IntStream.range(0, 4).mapToObj(i -> questions(2, 1)).toList();
    List<CompletableFuture<Void>> asking =
        IntStream.range(0, 4)
            .mapToObj(
                machine ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 100; i++) {
                            machines.get(machine).add("Why?", "v" + i % 30, Reason.NOT_TOLD);
                            if (i % 10 == 9) {
                              machines.get(machine).close();
                            }
                          }
                        }))
            .toList();
    asking.forEach(CompletableFuture::join);
    assertThat(machines.get(0).list())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.times()).isEqualTo(400);
              assertThat(each.visitors()).isEqualTo(30);
            });
  }

  @Test
  void whatIsAskedWhileRedisIsLostIsAddedOnceLaterAndListedAsBefore() throws IOException {
    try (RedisServer slow = RedisServer.start();
        Machines hasty = new Machines(slow)) {
      Cluster machine = hasty.joinHasty();
      UnansweredQuestions questions = questions(hasty, machine, 1, 1);
      questions.add("Before?", "one", Reason.NOT_TOLD);
      soon(() -> assertThat(questions.list()).hasSize(1));
      slow.freeze();
      Machines.awaitState(machine, "lost");
      questions.add("During?", "one", Reason.NOT_TOLD);
      assertThat(questions.list()).hasSize(1);
      assertThatThrownBy(() -> questions.erase(questions.list().get(0).id()))
          .isInstanceOf(StorageException.class);
      questions.close();
      questions.close();
      slow.resume();
      Machines.awaitState(machine, "up");
      soon(
          () -> {
            questions.close();
            assertThat(questions.list()).hasSize(2).allMatch(each -> each.times() == 1);
          });
    }
  }

  private static List<String> keys() throws IOException {
    return redis
        .server()
        .ask("KEYS", "porchlight:{unanswered}*")
        .lines()
        .filter(line -> line.startsWith("porchlight"))
        .toList();
  }
}
