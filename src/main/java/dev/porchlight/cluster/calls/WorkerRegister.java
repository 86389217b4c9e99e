package dev.porchlight.cluster.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which machines are workers: each says so once a second, and counts no more after five seconds
 * without. Safe for use by any thread.
 */
final class WorkerRegister {

  private static final String KEY = Keys.PREFIX + "workers";
  private static final long FORGOTTEN_AFTER_MILLIS = 5_000;

  private static final RedisScript BEAT =
      new RedisScript(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
          return redis.call('ZRANGE', KEYS[1], 0, -1)
          """);

  private final RedisLink link;
  private final AtomicInteger turns = new AtomicInteger();
  private volatile List<String> workers = List.of();

  WorkerRegister(RedisLink link) {
    this.link = link;
  }

  /** Says that this machine is a worker. */
  void announce() {
    var unused = beat(link.machine());
  }

  /** This machine takes no more calls. */
  CompletionStage<Long> leave() {
    return link.call(redis -> redis.zrem(KEY, link.machine().getBytes(UTF_8)));
  }

  /** Looks which workers there are. */
  CompletionStage<List<String>> look() {
    return beat("");
  }

  private CompletionStage<List<String>> beat(String own) {
    return link.call(redis -> BEAT.run(redis, List.of(KEY), List.of(own, FORGOTTEN_AFTER_MILLIS)))
        .thenApply(
            reply -> {
              workers = reply.stream().map(Keys::text).toList();
              return workers;
            });
  }

  /**
   * The next worker in turn, or null where there is none.
   *
   * @param except those that are not to be asked
   */
  @Nullable String next(Set<String> except) {
    List<String> candidates = workers.stream().filter(worker -> !except.contains(worker)).toList();
    return candidates.isEmpty()
        ? null
        : candidates.get(Math.floorMod(turns.getAndIncrement(), candidates.size()));
  }
}
