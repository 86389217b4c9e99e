package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scripts that are sent together, over a real Redis. */
final class ScriptBatchTest {

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  /** Each test has scripts that Redis has not seen. */
  private final RedisScript append =
      new RedisScript("return {redis.call('APPEND', KEYS[1], ARGV[1])} -- " + hashCode());

  private final RedisScript fail =
      new RedisScript("return redis.call('LPUSH', KEYS[1], ARGV[1]) -- " + hashCode());

  private RedisLink link;

  @BeforeEach
  void open() throws IOException {
    redis.server().ask("SCRIPT", "FLUSH");
    link = open(redis.server());
  }

  private static RedisLink open(RedisServer server) {
    return RedisLink.open(
        new RedisConfig(server.uri(), true, Duration.ofSeconds(10)),
        "one",
        redis.machines().timers(),
        Ticker.systemTicker());
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void eachHasItsReplyAlsoWhereRedisDoesNotHaveTheScript() {
    assertThat(appendTogether("a", "bb", "ccc")).containsExactly(1L, 3L, 6L);
    assertThat(appendTogether("d", "e")).containsExactly(7L, 8L);
  }

  private List<Long> appendTogether(String... texts) {
    List<CompletableFuture<List<Object>>> replies = new ArrayList<>();
    link.together(
        () -> {
          for (String text : texts) {
            replies.add(run(append, text));
          }
        });
    return replies.stream().map(reply -> Keys.number(reply.join().get(0))).toList();
  }

  private CompletableFuture<List<Object>> run(RedisScript script, Object text) {
    return link.run(script, List.of("text"), List.of(text)).toCompletableFuture();
  }

  @Test
  void nothingIsSentBeforeAllAreGiven() {
    link.together(
        () -> {
          CompletableFuture<List<Object>> first = run(append, "a".getBytes(UTF_8));
          assertThat(link.call(commands -> commands.exists("text")).toCompletableFuture().join())
              .isZero();
          assertThat(first).isNotDone();
        });
    assertThat(run(append, "b").join()).containsExactly(2L);
  }

  @Test
  void oneThatFailsFailsAlone() {
    List<CompletableFuture<List<Object>>> replies = new ArrayList<>();
    link.together(
        () -> {
          replies.add(run(append, "a"));
          replies.add(run(fail, "b"));
          replies.add(run(append, "c"));
        });
    assertThat(replies.get(0).join()).containsExactly(1L);
    assertThat(replies.get(2).join()).containsExactly(2L);
    assertThat(replies.get(1))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(RedisLostException.class);
  }

  @Test
  void whileRedisIsLostAllFailAtOnce() throws IOException {
    try (RedisServer other = RedisServer.start();
        RedisLink lost = open(other)) {
      other.stop();
      Awaitility.await().until(() -> lost.state() == RedisLink.State.LOST);
      List<CompletionStage<List<Object>>> replies = new ArrayList<>();
      lost.together(() -> replies.add(lost.run(append, List.of("text"), List.of("a"))));
      assertThat(replies.get(0).toCompletableFuture()).isCompletedExceptionally();
    }
  }
}
