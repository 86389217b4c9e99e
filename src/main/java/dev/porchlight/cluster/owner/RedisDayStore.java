package dev.porchlight.cluster.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.owner.DayStore;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The figures of all machines, a hash for each day. What a machine adds has a number, and Redis
 * keeps the last number of each machine: so what is sent again, because the reply to it was lost,
 * counts once. Safe for use by any thread, adding by one.
 */
final class RedisDayStore implements DayStore {

  private static final String DAYS = Keys.PREFIX + "{figures}:days";

  /** Longer than any day is shown; it begins anew with what is added to the day. */
  private static final long KEPT_SECONDS = 40L * 86_400;

  private static final RedisScript ADD =
      new RedisScript(
          """
          if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[1]) then return {} end
          redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[3])
          for i = 4, #ARGV, 3 do
            local day = KEYS[1] .. ':' .. ARGV[i]
            redis.call('HINCRBY', day, ARGV[i + 1], ARGV[i + 2])
            redis.call('EXPIRE', day, ARGV[3])
            redis.call('SADD', KEYS[1], ARGV[i])
          end
          for _, day in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            if day < ARGV[2] then
              redis.call('DEL', KEYS[1] .. ':' .. day)
              redis.call('SREM', KEYS[1], day)
            end
          end
          return {}
          """);

  private static final RedisScript READ =
      new RedisScript(
          """
          local reply = {}
          for _, day in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            local figures = redis.call('HGETALL', KEYS[1] .. ':' .. day)
            for i = 1, #figures, 2 do
              reply[#reply + 1] = day
              reply[#reply + 1] = figures[i]
              reply[#reply + 1] = figures[i + 1]
            end
          end
          return reply
          """);

  private final RedisLink link;

  /** The number of what is added next. */
  private final AtomicLong number = new AtomicLong(1);

  RedisDayStore(RedisLink link) {
    this.link = link;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Map<LocalDate, Map<Figure, Long>> read() {
    List<Object> reply =
        SharedRecords.await(link.call(redis -> READ.run(redis, List.of(DAYS), List.of())));
    Map<LocalDate, Map<Figure, Long>> days = new HashMap<>();
    for (int i = 0; i < reply.size(); i += 3) {
      days.computeIfAbsent(LocalDate.parse(text(reply.get(i))), unknown -> new HashMap<>())
          .put(figure(text(reply.get(i + 1))), Keys.number(reply.get(i + 2)));
    }
    return days;
  }

  @Override
  public void add(Map<LocalDate, Map<Figure, Long>> more, LocalDate first) {
    List<Object> arguments = new ArrayList<>(List.of(number.get(), first, KEPT_SECONDS));
    more.forEach(
        (day, figures) ->
            figures.forEach(
                (figure, amount) -> arguments.addAll(List.of(day, field(figure), amount))));
    List<String> keys = List.of(DAYS, DAYS + ":of:" + link.machine());
    var unused = SharedRecords.await(link.call(redis -> ADD.run(redis, keys, arguments)));
    number.incrementAndGet();
  }

  private static String field(Figure figure) {
    return figure.kind() + ":" + figure.name();
  }

  private static Figure figure(String field) {
    int colon = field.indexOf(':');
    return new Figure(field.substring(0, colon), field.substring(colon + 1));
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }
}
