package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which machines are there for something, by Redis's own clock: each says so once a second, and is
 * forgotten after five seconds without. Safe for use by any thread.
 *
 * <p>Where Redis was emptied, or heard of nobody for that long, those that were known before count
 * until each has had the time to say again that it is there.
 */
public final class HeartbeatRegister {

  private static final long FORGOTTEN_AFTER_MILLIS = 5_000;

  /** In that time each machine has a heartbeat. */
  private static final long ROUND_MILLIS = 2_000;

  /** What takes memory comes first: so a Redis that has none left refuses the heartbeat. */
  private static final RedisScript BEAT =
      new RedisScript(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          local heard = redis.call('ZCOUNT', KEYS[1], now - ARGV[2], '+inf')
          local since = redis.call('GET', KEYS[2])
          if not since or (heard == 0 and redis.call('EXISTS', KEYS[1]) == 1) then
            since = now
            redis.call('SET', KEYS[2], string.format('%.0f', now))
          end
          if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - ARGV[2]))
          redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
          redis.call('PEXPIRE', KEYS[2], ARGV[2] * 2)
          local there = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
          for i = 2, #there, 2 do there[i] = now - there[i] end
          table.insert(there, 1, now - since)
          return there
          """);

  /** For so many heartbeats one that is forgotten may still come back with what it knows. */
  private static final int BEATS_MISSED = 60;

  /** In so many heartbeats one that is back has told what it could not tell before. */
  private static final int BEATS_TO_SETTLE = 2;

  private final List<String> keys;

  /** Those that were not heard of in time, and for how many heartbeats they are still missed. */
  private final Map<String, Integer> missed = new ConcurrentHashMap<>();

  private final AtomicReference<Set<String>> known = new AtomicReference<>(Set.of());

  /**
   * @param name what the machines are there for
   */
  public HeartbeatRegister(String name) {
    keys = List.of(Keys.PREFIX + name, Keys.PREFIX + name + ":since");
  }

  /**
   * Looks which machines there are.
   *
   * @param own the machine that says that it is there, or null for one that only looks
   */
  public CompletionStage<Set<String>> beat(
      RedisAsyncCommands<String, byte[]> redis, @Nullable String own) {
    return BEAT.run(redis, keys, List.of(own == null ? "" : own, FORGOTTEN_AFTER_MILLIS))
        .thenApply(this::heard);
  }

  private Set<String> heard(List<Object> reply) {
    boolean isNew = Keys.number(reply.get(0)) < ROUND_MILLIS;
    Set<String> there = new HashSet<>();
    for (int i = 1; i < reply.size(); i += 2) {
      String machine = Keys.text(reply.get(i));
      there.add(machine);
      watch(machine, Keys.number(reply.get(i + 1)));
    }
    missed.replaceAll((machine, beats) -> beats - 1);
    missed.values().removeIf(beats -> beats <= 0);
    return known.updateAndGet(before -> isNew ? union(before, there) : Set.copyOf(there));
  }

  private void watch(String machine, long silentMillis) {
    if (silentMillis > ROUND_MILLIS) {
      missed.put(machine, BEATS_MISSED);
    } else {
      missed.computeIfPresent(machine, (same, beats) -> Math.min(beats, BEATS_TO_SETTLE));
    }
  }

  /** Whether one that has not left was not heard of in time a while ago, and is not back yet. */
  boolean isAnyMissed() {
    return !missed.isEmpty();
  }

  private static Set<String> union(Set<String> before, Set<String> there) {
    return Stream.concat(before.stream(), there.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** Says that a machine is there no more. */
  public CompletionStage<Long> leave(RedisAsyncCommands<String, byte[]> redis, String own) {
    return redis.zrem(keys.get(0), own.getBytes(UTF_8));
  }
}
