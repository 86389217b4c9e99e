package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.OpenedStream;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The visitors' streams in Redis: which answer each of them reads, on which machines, and where its
 * visitor stopped it. Safe for use by any thread; each call fails where Redis is lost.
 */
final class RedisStreams {

  /** A stream is kept for at least so long after its answer has ended. */
  static final Duration KEPT = Duration.ofMinutes(10);

  /** It is renewed more often than that as long as its answer is open, and not at the end. */
  private static final Duration RENEWED_WITHIN = Duration.ofMinutes(3);

  private static final String UNKNOWN = "";

  /** What was said of it before stays. */
  private static final RedisScript KEEP =
      new RedisScript(
          """
          redis.call('HSET', KEYS[1], 'answer', ARGV[2], 'age', ARGV[3], 'at:' .. ARGV[1], 1)
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          return {}
          """);

  private static final RedisScript OPEN =
      new RedisScript(
          """
          local known = redis.call('HMGET', KEYS[1], 'answer', 'age', 'stopped')
          if not known[1] then return {} end
          redis.call('HSET', KEYS[1], 'at:' .. ARGV[1], 1)
          return {known[1], known[2], known[3] or '-1'}
          """);

  private static final RedisScript STOP =
      new RedisScript(
          """
          local machines = {}
          if redis.call('EXISTS', KEYS[1]) == 0 then return machines end
          redis.call('HSETNX', KEYS[1], 'stopped', ARGV[1])
          for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
            if string.sub(field, 1, 3) == 'at:' then
              machines[#machines + 1] = string.sub(field, 4)
            end
          end
          return machines
          """);

  private final RedisLink link;

  RedisStreams(RedisLink link) {
    this.link = link;
  }

  /**
   * A stream that any machine may open.
   *
   * @param answer the id of the answer that it reads
   */
  record Known(String answer, OpenedStream stream) {}

  /** Lets every machine know a stream of this one, for a while from now on. */
  CompletionStage<Void> keep(String id, String answer, @Nullable Duration ageWhenOpened) {
    List<Object> arguments =
        List.of(
            link.machine(),
            answer,
            ageWhenOpened == null ? UNKNOWN : ageWhenOpened.toMillis(),
            KEPT.plus(RENEWED_WITHIN).toMillis());
    return link.call(redis -> KEEP.run(redis, key(id), arguments)).thenAccept(kept -> {});
  }

  /** Opens a stream on this machine, or gives null where there is none. */
  CompletionStage<@Nullable Known> open(String id) {
    return link.call(redis -> OPEN.run(redis, key(id), List.of(link.machine())))
        .thenApply(reply -> reply.isEmpty() ? null : known(id, reply));
  }

  private static Known known(String id, List<Object> reply) {
    String age = Keys.text(reply.get(1));
    return new Known(
        Keys.text(reply.get(0)),
        new OpenedStream(
            id,
            age.equals(UNKNOWN) ? null : Duration.ofMillis(Long.parseLong(age)),
            Keys.number(reply.get(2))));
  }

  /**
   * Remembers that a stream was stopped.
   *
   * @return the machines that have opened it
   */
  CompletionStage<List<String>> stop(String id, long position) {
    return link.call(redis -> STOP.run(redis, key(id), List.of(position)))
        .thenApply(reply -> reply.stream().map(Keys::text).toList());
  }

  private static List<String> key(String id) {
    return List.of(Keys.PREFIX + "stream:{" + id + "}");
  }
}
