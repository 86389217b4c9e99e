package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which machines there are, by Redis's own clock: each says so once a second, and is forgotten
 * after five seconds without. Safe for use by any thread.
 */
final class MachineRegister {

  private static final String KEY = Keys.PREFIX + "machines";
  private static final long FORGOTTEN_AFTER_MILLIS = 5_000;

  /** What takes memory comes first: so a Redis that has none left refuses the heartbeat. */
  private static final RedisScript BEAT =
      new RedisScript(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          redis.call('ZADD', KEYS[1], now, ARGV[1])
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
          return redis.call('ZRANGE', KEYS[1], 0, -1)
          """);

  private final String own;
  private volatile Set<String> alive;

  /**
   * @param own an id that no other machine has
   */
  MachineRegister(String own) {
    this.own = own;
    this.alive = Set.of(own);
  }

  String own() {
    return own;
  }

  /** How many there were at the last heartbeat, this one too. */
  int count() {
    return alive.size();
  }

  /** Those that were there at the last heartbeat, this one too. */
  Set<String> alive() {
    return alive;
  }

  /** Says that this machine is there, and looks who else is. */
  CompletionStage<Integer> beat(RedisAsyncCommands<String, byte[]> redis) {
    return BEAT.run(redis, List.of(KEY), List.of(own, FORGOTTEN_AFTER_MILLIS))
        .thenApply(
            reply -> {
              alive =
                  Stream.concat(Stream.of(own), reply.stream().map(Keys::text))
                      .collect(Collectors.toUnmodifiableSet());
              return alive.size();
            });
  }

  /** Says that this machine goes. */
  CompletionStage<Long> leave(RedisAsyncCommands<String, byte[]> redis) {
    return redis.zrem(KEY, own.getBytes(UTF_8));
  }
}
