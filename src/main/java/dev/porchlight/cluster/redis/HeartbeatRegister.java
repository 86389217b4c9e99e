package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which machines are there for something, by Redis's own clock: each says so once a second, and is
 * forgotten after five seconds without. Safe for use by any thread.
 */
public final class HeartbeatRegister {

  private static final long FORGOTTEN_AFTER_MILLIS = 5_000;

  /** What takes memory comes first: so a Redis that has none left refuses the heartbeat. */
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

  private final String key;

  /**
   * @param name what the machines are there for
   */
  public HeartbeatRegister(String name) {
    key = Keys.PREFIX + name;
  }

  /**
   * Looks which machines there are.
   *
   * @param own the machine that says that it is there, or null for one that only looks
   */
  public CompletionStage<List<String>> beat(
      RedisAsyncCommands<String, byte[]> redis, @Nullable String own) {
    return BEAT.run(redis, List.of(key), List.of(own == null ? "" : own, FORGOTTEN_AFTER_MILLIS))
        .thenApply(reply -> reply.stream().map(Keys::text).toList());
  }

  /** Says that a machine is there no more. */
  public CompletionStage<Long> leave(RedisAsyncCommands<String, byte[]> redis, String own) {
    return redis.zrem(key, own.getBytes(UTF_8));
  }
}
