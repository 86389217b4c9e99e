package dev.porchlight.cluster.owner;

import dev.porchlight.cluster.redis.RedisScript;

/**
 * The steps that change messages in Redis, each as one. Stateless.
 *
 * <p>Of each id: in {@code taken} the day it was received, in {@code delivered} the day it was
 * delivered; of one that waits: its fields in a hash, in {@code due} when it is tried next, in
 * {@code received} when it came. {@code deliverer} is the machine that delivers now.
 */
final class MessageScripts {

  private static final String NAMES =
      """
      local taken, delivered = KEYS[1] .. ':taken', KEYS[1] .. ':delivered'
      local due, received = KEYS[1] .. ':due', KEYS[1] .. ':received'
      local deliverer = KEYS[1] .. ':deliverer'
      local function message(id) return KEYS[1] .. ':message:' .. id end
      local function forget(id)
        redis.call('ZREM', due, id)
        redis.call('ZREM', received, id)
        return redis.call('DEL', message(id))
      end
      local function read(id)
        return {id, redis.call('ZSCORE', due, id), redis.call('HGETALL', message(id))}
      end
      """;

  /** Of id, seconds, day, most a day, most that wait, milliseconds, seconds kept, and fields. */
  static final RedisScript ADD =
      script(
          """
          if redis.call('ZSCORE', taken, ARGV[1]) then return {'KNOWN'} end
          local perDay = tonumber(ARGV[4])
          if perDay >= 0 and redis.call('ZCOUNT', taken, ARGV[3], ARGV[3]) >= perDay then
            return {'DAY_FULL'}
          end
          if redis.call('ZCARD', due) >= tonumber(ARGV[5]) then return {'STORE_FULL'} end
          redis.call('HSET', message(ARGV[1]), unpack(ARGV, 8))
          redis.call('EXPIRE', message(ARGV[1]), ARGV[7])
          redis.call('ZADD', taken, ARGV[3], ARGV[1])
          redis.call('ZADD', received, ARGV[2], ARGV[1])
          redis.call('ZADD', due, ARGV[6], ARGV[1])
          return {'KEPT'}
          """);

  static final RedisScript KNOWS =
      script("return {redis.call('ZSCORE', taken, ARGV[1]) and 1 or 0}");

  /** Of machine, milliseconds of its lease, now, and the latest time that a plan can be for. */
  static final RedisScript DUE =
      script(
          """
          local holder = redis.call('GET', deliverer)
          if holder and holder ~= ARGV[1] then return {} end
          local ids = redis.call('ZRANGEBYSCORE', due, '-inf', ARGV[3], 'LIMIT', 0, 1)
          if #ids == 0 then
            ids = redis.call('ZRANGEBYSCORE', due, '(' .. ARGV[4], '+inf', 'LIMIT', 0, 1)
          end
          if #ids == 0 then
            redis.call('DEL', deliverer)
            return {}
          end
          redis.call('SET', deliverer, ARGV[1], 'PX', ARGV[2])
          return read(ids[1])
          """);

  /** Of machine, and milliseconds of its lease. */
  static final RedisScript RENEW =
      script(
          """
          local holder = redis.call('GET', deliverer)
          if not holder or holder == ARGV[1] then
            redis.call('SET', deliverer, ARGV[1], 'PX', ARGV[2])
          end
          return {}
          """);

  /** Of machine. */
  static final RedisScript NEXT_ATTEMPT =
      script(
          """
          local holder = redis.call('GET', deliverer)
          if holder and holder ~= ARGV[1] then return {} end
          local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
          return #first == 0 and {} or {first[2]}
          """);

  /** Of now. */
  static final RedisScript MAKE_DUE =
      script(
          """
          for _, id in ipairs(redis.call('ZRANGE', due, 0, -1)) do
            redis.call('ZADD', due, ARGV[1], id)
          end
          return {}
          """);

  /** Of id, and day. */
  static final RedisScript DELIVERED =
      script(
          """
          if redis.call('ZSCORE', due, ARGV[1]) then
            redis.call('HSET', delivered, ARGV[1], ARGV[2])
            forget(ARGV[1])
          end
          return {}
          """);

  /** Of id, next attempt, and cause. */
  static final RedisScript FAILED =
      script(
          """
          if redis.call('ZADD', due, 'XX', 'CH', ARGV[2], ARGV[1]) == 1
              or redis.call('ZSCORE', due, ARGV[1]) then
            redis.call('HINCRBY', message(ARGV[1]), 'attempts', 1)
            redis.call('HSET', message(ARGV[1]), 'cause', ARGV[3])
          end
          return {}
          """);

  static final RedisScript WAITING = script("return redis.call('ZRANGE', received, 0, -1)");

  /** Of ids. */
  static final RedisScript READ =
      script(
          """
          local found = {}
          for _, id in ipairs(ARGV) do
            if redis.call('ZSCORE', due, id) then found[#found + 1] = read(id) end
          end
          return found
          """);

  /** Of id. */
  static final RedisScript ERASE = script("return {forget(ARGV[1])}");

  /** Of seconds, and day. */
  static final RedisScript ERASE_BEFORE =
      script(
          """
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', received, '-inf', '(' .. ARGV[1])) do
            forget(id)
          end
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', taken, '-inf', '(' .. ARGV[2])) do
            redis.call('ZREM', taken, id)
            redis.call('HDEL', delivered, id)
          end
          return {}
          """);

  static final RedisScript DELIVERED_PER_DAY =
      script(
          """
          local days, reply = {}, {}
          for _, day in ipairs(redis.call('HVALS', delivered)) do
            days[day] = (days[day] or 0) + 1
          end
          for day, count in pairs(days) do
            reply[#reply + 1] = day
            reply[#reply + 1] = count
          end
          return reply
          """);

  private MessageScripts() {}

  private static RedisScript script(String source) {
    return new RedisScript(NAMES + source);
  }
}
