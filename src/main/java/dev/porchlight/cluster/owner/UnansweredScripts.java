package dev.porchlight.cluster.owner;

import dev.porchlight.cluster.redis.RedisScript;

/**
 * The steps that change unanswered questions in Redis, each as one. Stateless.
 *
 * <p>For a question of one day there are a hash of numbers and a set of its visitors, both under
 * digests. Once enough visitors are in the set, what was counted and not told yet is added to the
 * question as the owner reads it, which is a hash of its own.
 */
final class UnansweredScripts {

  /**
   * Of the day's hash, its visitors, and the question as it is shown; of machine, number, times,
   * seconds, least visitors, most visitors, how many reasons, reasons, and visitors. What has a
   * number that the machine gave before counts no more. Says whether it may be shown.
   */
  static final RedisScript GATHER =
      new RedisScript(
          """
          local given = redis.call('HGET', KEYS[1], 'of:' .. ARGV[1])
          if not given or tonumber(given) < tonumber(ARGV[2]) then
            redis.call('HSET', KEYS[1], 'of:' .. ARGV[1], ARGV[2])
            redis.call('HINCRBY', KEYS[1], 'times', ARGV[3])
            for i = 8, 7 + ARGV[7] do
              redis.call('HSET', KEYS[1], 'why:' .. ARGV[i], 1)
            end
            for i = 8 + ARGV[7], #ARGV do
              if redis.call('SCARD', KEYS[2]) < tonumber(ARGV[6]) then
                redis.call('SADD', KEYS[2], ARGV[i])
              end
            end
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            redis.call('EXPIRE', KEYS[2], ARGV[4])
          end
          local isShown = redis.call('EXISTS', KEYS[3]) == 1
          return {(isShown or redis.call('SCARD', KEYS[2]) >= tonumber(ARGV[5])) and 1 or 0}
          """);

  /** Of the same and the order of all; of id, question, day, seconds, and most questions. */
  static final RedisScript SHOW =
      new RedisScript(
          """
          local fields = redis.call('HGETALL', KEYS[1])
          local counted = {}
          for i = 1, #fields, 2 do
            counted[fields[i]] = fields[i + 1]
            if string.sub(fields[i], 1, 4) == 'why:' then
              redis.call('HSET', KEYS[3], fields[i], 1)
            end
          end
          local times, visitors = counted['times'] or 0, redis.call('SCARD', KEYS[2])
          redis.call('HSETNX', KEYS[3], 'question', ARGV[2])
          redis.call('HINCRBY', KEYS[3], 'times', times - (counted['told'] or 0))
          redis.call('HINCRBY', KEYS[3], 'visitors', visitors - (counted['visitors_told'] or 0))
          redis.call('HSET', KEYS[1], 'told', times, 'visitors_told', visitors)
          if ARGV[3] >= (redis.call('HGET', KEYS[3], 'last') or '') then
            redis.call('HSET', KEYS[3], 'last', ARGV[3], 'counted', KEYS[1], 'who', KEYS[2])
            redis.call('EXPIRE', KEYS[3], ARGV[4])
          end
          redis.call('ZADD', KEYS[4], redis.call('INCR', KEYS[4] .. ':last'), ARGV[1])
          local prefix = string.sub(KEYS[3], 1, -1 - string.len(ARGV[1]))
          while redis.call('ZCARD', KEYS[4]) > tonumber(ARGV[5]) do
            redis.call('DEL', prefix .. redis.call('ZPOPMIN', KEYS[4])[1])
          end
          return {}
          """);

  /** Of the order of all, and what the keys of questions begin with. */
  static final RedisScript LIST =
      new RedisScript(
          """
          local reply = {}
          for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
            local fields = redis.call('HGETALL', KEYS[2] .. id)
            if #fields == 0 then
              redis.call('ZREM', KEYS[1], id)
            else
              reply[#reply + 1] = {id, fields}
            end
          end
          return reply
          """);

  /** Of the order of all, and the question; of id. */
  static final RedisScript ERASE =
      new RedisScript(
          """
          local counted = redis.call('HMGET', KEYS[2], 'counted', 'who')
          if counted[1] then redis.call('DEL', counted[1], counted[2]) end
          redis.call('ZREM', KEYS[1], ARGV[1])
          return {redis.call('DEL', KEYS[2])}
          """);

  private UnansweredScripts() {}
}
