package dev.porchlight.cluster.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.answer.CacheKey;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.encoding.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which answer each first question has, in Redis. Safe for use by any thread; each call fails where
 * Redis is lost.
 */
final class RedisAnswerKeys {

  private static final RedisScript PUT_IF_ABSENT =
      new RedisScript(
          """
          local present = redis.call('GET', KEYS[1])
          if present and present ~= ARGV[1] then return {present} end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return {}
          """);

  private static final RedisScript REMOVE =
      new RedisScript(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return {}
          """);

  private static final RedisScript FIND =
      new RedisScript(
          """
          local present = redis.call('GET', KEYS[1])
          if present then return {present} end
          return {}
          """);

  private final RedisLink link;

  RedisAnswerKeys(RedisLink link) {
    this.link = link;
  }

  /** The id of the answer to a question, or null where there is none. */
  CompletionStage<@Nullable String> find(CacheKey question) {
    return link.call(redis -> FIND.run(redis, key(question), List.of()))
        .thenApply(RedisAnswerKeys::present);
  }

  /**
   * Puts an answer, or keeps it for longer where it is there.
   *
   * @return the id of another one that is there already; null where there was none
   */
  CompletionStage<@Nullable String> putIfAbsent(CacheKey question, String answer, Duration kept) {
    return link.call(
            redis -> PUT_IF_ABSENT.run(redis, key(question), List.of(answer, kept.toMillis())))
        .thenApply(RedisAnswerKeys::present);
  }

  /** Where another has taken its place, that one stays. */
  CompletionStage<List<Object>> remove(CacheKey question, String answer) {
    return link.call(redis -> REMOVE.run(redis, key(question), List.of(answer)));
  }

  private static @Nullable String present(List<Object> reply) {
    return reply.isEmpty() ? null : Keys.text(reply.get(0));
  }

  private static List<String> key(CacheKey question) {
    String page = question.page();
    String all =
        String.join("\0", question.words(), page == null ? "" : page, question.fingerprint());
    return List.of(Keys.PREFIX + "cached:{" + Sha256.of(all.getBytes(UTF_8)) + "}");
  }
}
