package dev.porchlight.cluster.queue;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisScript;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Redis does with the line in one step. Stateless.
 *
 * <p>It is one script for all steps, so that Redis knows all of them or none, and steps that are
 * sent one after another are taken in that order.
 *
 * <p>{@code line} has all that wait by their turn, which is a round and a growing number; {@code
 * ready} those of them that may be asked, {@code parked} when each of the others may be; {@code
 * leases} has the calls, with the number of each lease, and {@code turns} where they stood; {@code
 * visitors} has the tickets of each visitor that wait, {@code running} counts its calls; {@code
 * taken} has every ticket by its machine, {@code machines} when each was heard of. While {@code
 * quiet} is there no lease is given, since Redis was emptied and calls run that it does not know.
 * {@code waits} counts those that were told to wait in this second: after 32 of them nobody is
 * asked until the next, unless an upstream has changed.
 */
final class LineScript {

  static final List<String> KEYS =
      Stream.of(
              "taken",
              "line",
              "ready",
              "parked",
              "leases",
              "turns",
              "visitors",
              "running",
              "machines",
              "number",
              "waits",
              "quiet")
          .map((Keys.PREFIX + "{queue}:")::concat)
          .toList();

  private static final String STATE =
      """
      -- The last two expire by themselves.
      local taken, line, ready, parked, leases, turns, visitors, running, machines, last, waits,
        quiet = unpack(KEYS)
      local step, calls, machine, id = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local ROUND, LAST_ROUND, MOST_WAITS, SILENCE = 4398046511104, 2000, 32, 5000

      -- Greater than all before it, also where Redis was emptied meanwhile.
      local function number()
        local n = math.max(tonumber(redis.call('GET', last) or '0') + 1, now)
        redis.call('SET', last, string.format('%.0f', n))
        return n
      end

      local function visitor_of(ticket)
        return string.match(ticket, '^[^|]*|[^|]*|(.*)$')
      end

      local function waits_of(visitor)
        return '[' .. visitor .. '|', '(' .. visitor .. '}'
      end

      """;

  private static final String MOVES =
      """
      local function enter(ticket, turn)
        redis.call('ZADD', taken, 0, ticket)
        redis.call('ZADD', line, turn, ticket)
        redis.call('ZADD', ready, turn, ticket)
        if turn >= ROUND then
          redis.call('ZADD', visitors, 0, visitor_of(ticket) .. '|' .. ticket)
        end
      end

      local function withdraw(ticket)
        redis.call('ZREM', line, ticket)
        redis.call('ZREM', ready, ticket)
        redis.call('ZREM', parked, ticket)
        redis.call('ZREM', visitors, visitor_of(ticket) .. '|' .. ticket)
      end

      local function lease(ticket, turn)
        local n = number()
        redis.call('ZADD', leases, n, ticket)
        redis.call('HSET', turns, ticket, turn)
        redis.call('HINCRBY', running, visitor_of(ticket), 1)
        return n
      end

      local function end_lease(ticket)
        if redis.call('ZREM', leases, ticket) == 0 then return false end
        redis.call('HDEL', turns, ticket)
        local visitor = visitor_of(ticket)
        if redis.call('HINCRBY', running, visitor, -1) < 1 then
          redis.call('HDEL', running, visitor)
        end
        return true
      end

      -- A call of the visitor has ended: its tickets come a round nearer, behind all who are there.
      local function move_up(visitor)
        local n = number()
        for _, member in ipairs(redis.call('ZRANGEBYLEX', visitors, waits_of(visitor))) do
          local ticket = string.sub(member, #visitor + 2)
          local round = math.floor(redis.call('ZSCORE', line, ticket) / ROUND)
          local turn = math.max(1, round - 1) * ROUND + n
          redis.call('ZADD', line, 'XX', turn, ticket)
          redis.call('ZADD', ready, 'XX', turn, ticket)
        end
      end

      local function leave(ticket)
        redis.call('ZREM', taken, ticket)
        withdraw(ticket)
        if end_lease(ticket) then move_up(visitor_of(ticket)) end
      end

      local function hold(ticket)
        redis.call('ZADD', taken, 0, ticket)
        withdraw(ticket)
        if not redis.call('ZSCORE', leases, ticket) then lease(ticket, ROUND + now) end
      end

      local function forget(gone, kept)
        for _, ticket in ipairs(redis.call('ZRANGEBYLEX', taken, waits_of(gone))) do
          if not kept[ticket] then leave(ticket) end
        end
        redis.call('ZREM', machines, gone)
      end

      local function unpark(until_when)
        for _, ticket in ipairs(redis.call('ZRANGEBYSCORE', parked, '-inf', until_when)) do
          local turn = redis.call('ZSCORE', line, ticket)
          redis.call('ZREM', parked, ticket)
          if turn then redis.call('ZADD', ready, turn, ticket) end
        end
      end

      -- Gives leases to whoever is next.
      local function serve()
        unpark(now)
        local given = {}
        local free = calls - redis.call('ZCARD', leases)
        if free < 1 or redis.call('EXISTS', quiet) == 1
          or tonumber(redis.call('GET', waits) or '0') >= MOST_WAITS then
          return given
        end
        for _, ticket in ipairs(redis.call('ZRANGE', ready, 0, free - 1)) do
          local turn = redis.call('ZSCORE', line, ticket)
          withdraw(ticket)
          given[#given + 1] = ticket
          given[#given + 1] = lease(ticket, turn)
        end
        return given
      end

      local function cooldown()
        local first = redis.call('ZRANGE', parked, 0, 0, 'WITHSCORES')
        if #first == 0 or redis.call('ZCARD', ready) > 0 then return 0 end
        return math.max(0, first[2] - now)
      end

      local function reply(n, given)
        local rank = redis.call('ZRANK', line, id) or -1
        local full = redis.call('ZCARD', leases) >= calls and 1 or 0
        local all = {n, rank, full, cooldown()}
        for _, part in ipairs(given) do all[#all + 1] = part end
        return all
      end

      """;

  private static final String STEPS =
      """
      if step == 'take' then
        local is_taken = redis.call('ZSCORE', taken, id)
        if not is_taken and redis.call('ZCARD', taken) >= tonumber(ARGV[5]) then return {0} end
        redis.call('ZADD', taken, 0, id)
        return {1}
      elseif step == 'start' then
        withdraw(id)
        end_lease(id)
        local n, turn = number(), nil
        if ARGV[5] == 'front' then
          turn = n
        else
          local visitor = visitor_of(id)
          local ahead = tonumber(redis.call('HGET', running, visitor) or '0')
            + redis.call('ZLEXCOUNT', visitors, waits_of(visitor))
          turn = math.min(ahead + 1, LAST_ROUND) * ROUND + n
        end
        enter(id, turn)
        return reply(n, serve())
      elseif step == 'hold' then
        hold(id)
        return reply(number(), {})
      elseif step == 'park' then
        if tonumber(redis.call('ZSCORE', leases, id) or '0') == tonumber(ARGV[5]) then
          local turn = tonumber(redis.call('HGET', turns, id))
          end_lease(id)
          enter(id, turn)
          redis.call('ZREM', ready, id)
          redis.call('ZADD', parked, now + ARGV[6], id)
          if redis.call('INCR', waits) == 1 then
            redis.call('PEXPIRE', waits, math.max(1, math.min(1000, tonumber(ARGV[6]))))
          end
        end
        return reply(0, serve())
      elseif step == 'again' then
        if end_lease(id) then move_up(visitor_of(id)) end
        local n = number()
        enter(id, n)
        return reply(n, serve())
      elseif step == 'leave' then
        leave(id)
        return reply(0, serve())
      elseif step == 'move' then
        if ARGV[5] == 'all' then
          redis.call('DEL', waits)
          unpark('+inf')
        end
        return reply(0, serve())
      elseif step == 'places' then
        local places = {redis.call('ZCARD', leases) >= calls and 1 or 0, cooldown()}
        for i = 5, #ARGV do
          places[i - 2] = redis.call('ZRANK', line, ARGV[i]) or -1
        end
        return places
      elseif step == 'join' then
        if redis.call('EXISTS', machines) == 0 and ARGV[5] ~= '0' then
          redis.call('SET', quiet, 1, 'PX', ARGV[5])
        end
        local kept = {}
        for i = 6, #ARGV do
          kept[ARGV[i]] = true
          hold(ARGV[i])
        end
        forget(machine, kept)
        redis.call('ZADD', machines, now, machine)
        return reply(0, serve())
      elseif step == 'beat' then
        if not redis.call('ZSCORE', machines, machine) then return reply(0, {}) end
        redis.call('ZADD', machines, now, machine)
        for _, gone in ipairs(redis.call('ZRANGEBYSCORE', machines, '-inf', now - SILENCE)) do
          forget(gone, {})
        end
        local given = serve()
        local all = redis.call('ZRANGE', leases, 0, -1, 'WITHSCORES')
        for i = 1, #all, 2 do
          if string.sub(all[i], 1, #machine + 1) == machine .. '|' then
            given[#given + 1] = all[i]
            given[#given + 1] = tonumber(all[i + 1])
          end
        end
        for i = 1, #KEYS - 2 do redis.call('EXPIRE', KEYS[i], 600) end
        return reply(1, given)
      end
      """;

  static final RedisScript SCRIPT = new RedisScript(STATE + MOVES + STEPS);

  private LineScript() {}
}
