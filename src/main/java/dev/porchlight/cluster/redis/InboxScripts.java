package dev.porchlight.cluster.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The inbox of a machine in Redis: a stream of messages with their numbers, and how many there
 * were. Stateless.
 */
final class InboxScripts {

  /** The fields of a message. */
  static final String MESSAGE = "m";

  static final String NUMBER = "n";

  /** More than can come while a connection is replaced. */
  private static final int MOST_MESSAGES = 10_000;

  /** How long the messages for a machine that reads none are kept. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** How long it is kept how many there were. */
  private static final Duration COUNT_KEPT = Duration.ofHours(1);

  private static final RedisScript SEND =
      new RedisScript(
          """
          local number = redis.call('INCR', KEYS[2])
          redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'm', ARGV[1], 'n', number)
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          redis.call('PEXPIRE', KEYS[2], ARGV[4])
          return {}
          """);

  private static final RedisScript LOOK =
      new RedisScript(
          """
          local sent = redis.call('GET', KEYS[2])
          local next = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', 1)
          local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
          return {sent or '0', #next, newest[1] and newest[1][1] or '0-0'}
          """);

  private InboxScripts() {}

  /**
   * What there is.
   *
   * @param sent how many were ever sent
   * @param isMore whether there is one behind the last that was read
   * @param newest the id of the newest
   */
  record Look(long sent, boolean isMore, String newest) {}

  static CompletionStage<List<Object>> send(
      RedisAsyncCommands<String, byte[]> redis, String machine, String message) {
    return SEND.run(
        redis,
        keys(machine),
        List.of(message, MOST_MESSAGES, KEPT.toMillis(), COUNT_KEPT.toMillis()));
  }

  static CompletionStage<Look> look(
      RedisAsyncCommands<String, byte[]> redis, String machine, String lastRead) {
    return LOOK.run(redis, keys(machine), List.of(lastRead))
        .thenApply(
            reply ->
                new Look(
                    Keys.number(reply.get(0)),
                    Keys.number(reply.get(1)) > 0,
                    Keys.text(reply.get(2))));
  }

  private static List<String> keys(String machine) {
    return List.of(key(machine), key(machine) + ":count");
  }

  /** Where a machine's messages are. */
  static String key(String machine) {
    return Keys.PREFIX + "inbox:{" + machine + "}";
  }
}
