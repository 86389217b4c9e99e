package dev.porchlight.cluster.log;

import dev.porchlight.cluster.redis.RedisScript;

/**
 * The steps that read and change the log of an answer in Redis, each as one: a hash of what is
 * known of it, and the stream of its entries, in this order. Stateless.
 */
final class LogScripts {

  /**
   * Entries that are there already, since a reply was lost, are passed over. The question is there
   * only as long as nothing is said.
   */
  static final RedisScript PUBLISH =
      new RedisScript(
          """
          local first = tonumber(ARGV[2])
          local known = redis.call('HMGET', KEYS[1], 'last', 'home', 'end', 'endedBy')
          local last = tonumber(known[1])
          local created = 0
          if not last then
            created = 1
            if first ~= 1 then return {-1} end
            redis.call('DEL', KEYS[2])
            redis.call('HSET', KEYS[1], 'home', ARGV[1])
            last = 0
          elseif known[2] ~= ARGV[1] then
            return {-3}
          elseif known[3] and known[4] ~= ARGV[1] then
            return {-2}
          elseif known[3] then
            return {last, 0, 0}
          end
          local before = last
          for i = 11, #ARGV do
            local position = first + i - 11
            if position > last then
              redis.call('XADD', KEYS[2], position .. '-0', 'e', ARGV[i])
              last = position
            end
          end
          if redis.call('XLEN', KEYS[2]) ~= last then
            redis.call('DEL', KEYS[1], KEYS[2])
            return {-1}
          end
          redis.call('HSET', KEYS[1], 'last', last, 'cited', ARGV[5], 'queued', ARGV[6])
          redis.call('HSET', KEYS[1], 'admitted', ARGV[7])
          if last > 0 or ARGV[8] ~= '' then
            if before == 0 then redis.call('HDEL', KEYS[1], 'question') end
          elseif ARGV[10] ~= '' then
            redis.call('HSET', KEYS[1], 'question', ARGV[10])
          end
          if ARGV[8] ~= '' then
            local time = redis.call('TIME')
            redis.call('HSET', KEYS[1], 'end', ARGV[8], 'reusable', ARGV[9], 'endedBy', ARGV[1],
                'closedAt', time[1] * 1000 + math.floor(time[2] / 1000))
          end
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          redis.call('PEXPIRE', KEYS[2], ARGV[3])
          return {last, created, redis.call('PUBLISH', ARGV[4], last)}
          """);

  /** An answer that is closing takes no new holder. */
  static final RedisScript READ =
      new RedisScript(
          """
          local known = redis.call('HMGET', KEYS[1], 'last', 'home', 'end', 'reusable', 'closedAt',
              'queued', 'admitted', 'cited', 'closing')
          if not known[1] then return {} end
          local holder = 'held:' .. ARGV[2]
          if ARGV[3] == 'true' and not known[3] and not known[9] then
            redis.call('HSET', KEYS[1], holder, 1)
          end
          local held = redis.call('HEXISTS', KEYS[1], holder)
          local age = 0
          if known[5] then
            local time = redis.call('TIME')
            age = time[1] * 1000 + math.floor(time[2] / 1000) - known[5]
          end
          local reply = {known[1], known[2], known[3] or '', known[4] or 'false', age,
              known[6] or '', known[7] or 'false', held, known[8] or ''}
          local entries =
              redis.call('XRANGE', KEYS[2], (ARGV[1] + 1) .. '-0', '+', 'COUNT', ARGV[4])
          for _, entry in ipairs(entries) do
            reply[#reply + 1] = entry[1]
            reply[#reply + 1] = entry[2][2]
          end
          return reply
          """);

  /** Nobody attaches any more to what nobody holds. */
  static final RedisScript CLOSE_UNLESS_HELD =
      new RedisScript(
          """
          if redis.call('EXISTS', KEYS[1]) == 0 then return {-1} end
          for _, dead in ipairs(ARGV) do redis.call('HDEL', KEYS[1], 'held:' .. dead) end
          local reply = {0}
          for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
            if string.sub(field, 1, 5) == 'held:' then
              reply[#reply + 1] = string.sub(field, 6)
            end
          end
          if #reply == 1 then redis.call('HSET', KEYS[1], 'closing', 1) end
          return reply
          """);

  static final RedisScript STAYS_OPEN =
      new RedisScript(
          """
          redis.call('HDEL', KEYS[1], 'closing')
          return {}
          """);

  static final RedisScript KEEP =
      new RedisScript(
          """
          for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1], 'GT') end
          return {}
          """);

  static final RedisScript LEAVE =
      new RedisScript(
          """
          redis.call('HDEL', KEYS[1], 'held:' .. ARGV[1])
          return {}
          """);

  /** Where its writer has published more, or another machine was faster, nothing changes. */
  static final RedisScript END =
      new RedisScript(
          """
          local known = redis.call('HMGET', KEYS[1], 'last', 'home', 'end')
          if known[1] ~= ARGV[2] or known[2] ~= ARGV[3] or known[3] then return {0} end
          local last = known[1] + 1
          redis.call('XADD', KEYS[2], last .. '-0', 'e', ARGV[5])
          redis.call('HDEL', KEYS[1], 'question')
          local time = redis.call('TIME')
          redis.call('HSET', KEYS[1], 'last', last, 'end', ARGV[4], 'reusable', 'false',
              'endedBy', ARGV[1], 'closedAt', time[1] * 1000 + math.floor(time[2] / 1000))
          redis.call('PEXPIRE', KEYS[1], ARGV[6])
          redis.call('PEXPIRE', KEYS[2], ARGV[6])
          redis.call('PUBLISH', ARGV[7], last)
          return {1}
          """);

  /** Where something was said, or another machine was faster, nothing changes. */
  static final RedisScript TAKE_OVER =
      new RedisScript(
          """
          local known = redis.call('HMGET', KEYS[1], 'last', 'home', 'end', 'question', 'closing',
              'takenOver')
          if known[1] ~= '0' or known[2] ~= ARGV[2] or known[3] then return {0} end
          if not known[4] or known[5] then return {-1} end
          if redis.call('HEXISTS', KEYS[1], 'held:' .. ARGV[1]) == 0 then return {0} end
          local times = (tonumber(known[6]) or 0) + 1
          if times > tonumber(ARGV[3]) then return {-2} end
          redis.call('HSET', KEYS[1], 'home', ARGV[1], 'takenOver', times)
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          redis.call('PUBLISH', ARGV[5], 0)
          return {1, known[4]}
          """);

  private LogScripts() {}
}
