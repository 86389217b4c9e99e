package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogBatch;
import dev.porchlight.answer.log.QueuePosition;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logs in Redis: for each answer a stream whose ids are the log's own positions, and a hash
 * that says where it is written, how it closed and which machines hold it. Both are changed in one
 * step. Safe for use by any thread; each call fails where Redis is lost.
 */
final class RedisLogs {

  /** How long an answer is kept that nobody publishes, and how long after its ending. */
  static final Duration KEPT = Duration.ofMinutes(10);

  /** How many entries are read at once. */
  static final int MOST_ENTRIES = 500;

  private static final long MISSING = -1;
  private static final long ENDED = -2;
  private static final long TAKEN_OVER = -3;

  private static final long TAKEN = 1;
  private static final long NOT_OURS = 0;
  private static final long TOO_OFTEN = -2;

  private final RedisLink link;

  RedisLogs(RedisLink link) {
    this.link = link;
  }

  /** The channel on which it is said that there is more of an answer. */
  static String channel(String answer) {
    return Keys.PREFIX + "wake:" + answer;
  }

  /**
   * Publishes entries of an answer that this machine writes.
   *
   * @param first the position of the first of them; at 1 the log is created where it is missing
   * @param question is kept as long as nothing is said; empty where it is there, or none is
   * @param kept how long it is kept if nothing more is published
   */
  CompletionStage<LogWriting> publish(
      String answer, long first, LogBatch batch, boolean admitted, String question, Duration kept) {
    QueuePosition queued = batch.queued();
    Ending ending = batch.ending();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                link.machine(),
                first,
                kept.toMillis(),
                channel(answer),
                batch.cited().stream().map(String::valueOf).collect(Collectors.joining(",")),
                queued == null
                    ? ""
                    : "%d %d %d"
                        .formatted(queued.position(), queued.etaSeconds(), batch.queuedVersion()),
                admitted,
                ending == null ? "" : EndingText.of(ending),
                batch.reusable(),
                question));
    batch.entries().forEach(entry -> arguments.add(bytes(entry)));
    return link.run(LogScripts.PUBLISH, keys(answer), arguments).thenApply(RedisLogs::writing);
  }

  private static byte[] bytes(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining()];
    entry.duplicate().get(bytes);
    return bytes;
  }

  private static LogWriting writing(List<Object> reply) {
    long last = Keys.number(reply.get(0));
    if (last == ENDED) {
      return new LogWriting.Ended();
    }
    if (last == TAKEN_OVER) {
      return new LogWriting.TakenOver();
    }
    return last == MISSING
        ? new LogWriting.Missing()
        : new LogWriting.Written(
            last, Keys.number(reply.get(1)) == 1, Keys.number(reply.get(2)) > 0);
  }

  /**
   * Reads what comes after a position.
   *
   * @param hold whether this machine holds the answer from now on, where it still can be held
   * @return null where there is no such answer
   */
  CompletionStage<@Nullable LogReading> read(String answer, long after, boolean hold) {
    List<Object> arguments = List.of(after, link.machine(), hold, MOST_ENTRIES);
    return link.call(redis -> LogScripts.READ.run(redis, keys(answer), arguments))
        .thenApply(reply -> reading(after, reply));
  }

  private static @Nullable LogReading reading(long after, List<Object> reply) {
    if (reply.isEmpty()) {
      return null;
    }
    long last = Keys.number(reply.get(0));
    String ending = Keys.text(reply.get(2));
    List<Object> entries = reply.subList(9, reply.size());
    String[] queued = Keys.text(reply.get(5)).split(" ", -1);
    boolean isQueued = queued.length == 3;
    return new LogReading(
        last,
        Keys.text(reply.get(1)),
        ending.isEmpty() ? null : EndingText.read(ending),
        Boolean.parseBoolean(Keys.text(reply.get(3))),
        Duration.ofMillis(Math.max(0, Keys.number(reply.get(4)))),
        isQueued ? new QueuePosition(Integer.parseInt(queued[0]), Long.parseLong(queued[1])) : null,
        isQueued ? Long.parseLong(queued[2]) : 0,
        Boolean.parseBoolean(Keys.text(reply.get(6))),
        Keys.number(reply.get(7)) == 1,
        Stream.of(Keys.text(reply.get(8)).split(",", -1))
            .filter(number -> !number.isEmpty())
            .map(Integer::valueOf)
            .toList(),
        isWhole(after, last, entries),
        bytes(entries));
  }

  /** Whether the entries are those that come next, and none is missing. */
  private static boolean isWhole(long after, long last, List<Object> entries) {
    long next = after;
    for (int i = 0; i < entries.size(); i += 2) {
      next++;
      if (!Keys.text(entries.get(i)).equals(next + "-0")) {
        return false;
      }
    }
    return next > after || last <= after;
  }

  private static List<byte[]> bytes(List<Object> entries) {
    List<byte[]> bytes = new ArrayList<>(entries.size() / 2);
    for (int i = 1; i < entries.size(); i += 2) {
      bytes.add((byte[]) entries.get(i));
    }
    return bytes;
  }

  /**
   * Who holds an answer.
   *
   * @param isKnown false where Redis has forgotten it
   * @param machines where there are none, none can hold it from now on
   */
  record Holders(boolean isKnown, Set<String> machines) {

    boolean isNone() {
      return isKnown && machines.isEmpty();
    }
  }

  /**
   * Asks which machines hold an answer beside the one that writes it.
   *
   * @param dead machines that are gone
   */
  CompletionStage<Holders> closeUnlessHeld(String answer, Collection<String> dead) {
    return link.call(
            redis -> LogScripts.CLOSE_UNLESS_HELD.run(redis, stateKey(answer), List.copyOf(dead)))
        .thenApply(
            reply ->
                new Holders(
                    Keys.number(reply.get(0)) != MISSING,
                    reply.stream().skip(1).map(Keys::text).collect(Collectors.toSet())));
  }

  /** What was to be closed stays open after all, since it is held again where it is written. */
  CompletionStage<List<Object>> staysOpen(String answer) {
    return link.call(redis -> LogScripts.STAYS_OPEN.run(redis, stateKey(answer), List.of()));
  }

  /** Keeps an answer that has ended for at least so long from now on. */
  CompletionStage<List<Object>> keep(String answer, Duration kept) {
    return link.call(redis -> LogScripts.KEEP.run(redis, keys(answer), List.of(kept.toMillis())));
  }

  /** This machine holds an answer of another one no more. */
  CompletionStage<List<Object>> leave(String answer) {
    return link.call(
        redis -> LogScripts.LEAVE.run(redis, stateKey(answer), List.of(link.machine())));
  }

  /**
   * Ends an answer whose machine is gone.
   *
   * @param last the position of its newest entry
   * @param entry tells of the ending, at the position behind that
   * @return whether this ended it
   */
  CompletionStage<Boolean> end(String answer, String home, long last, Ending with, byte[] entry) {
    List<Object> arguments =
        List.of(
            link.machine(),
            last,
            home,
            EndingText.of(with),
            entry,
            KEPT.toMillis(),
            channel(answer));
    return link.call(redis -> LogScripts.END.run(redis, keys(answer), arguments))
        .thenApply(reply -> Keys.number(reply.get(0)) == 1);
  }

  /**
   * Makes this machine the one that writes an answer of which nothing was said.
   *
   * @param home the machine that is gone
   * @param most how often that may be
   */
  CompletionStage<Takeover> takeOver(String answer, String home, int most) {
    List<Object> arguments = List.of(link.machine(), home, most, KEPT.toMillis(), channel(answer));
    return link.call(redis -> LogScripts.TAKE_OVER.run(redis, keys(answer), arguments))
        .thenApply(RedisLogs::takeover);
  }

  private static Takeover takeover(List<Object> reply) {
    long state = Keys.number(reply.get(0));
    if (state == TAKEN) {
      return new Takeover.Taken(Keys.text(reply.get(1)));
    }
    return state == NOT_OURS ? new Takeover.NotOurs() : new Takeover.Refused(state == TOO_OFTEN);
  }

  private static List<String> stateKey(String answer) {
    return List.of(Keys.PREFIX + "answer:{" + answer + "}");
  }

  private static List<String> keys(String answer) {
    return List.of(Keys.PREFIX + "answer:{" + answer + "}", Keys.PREFIX + "log:{" + answer + "}");
  }
}
