package dev.porchlight.cluster.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageLimits.Taking;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.messages.WaitingMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages of all machines. One machine at a time is told of a message that is due: it has a
 * lease from then until none is, or for as long as it lives; the others look again every few
 * seconds. Safe for use by any thread.
 */
final class RedisMessageStore implements MessageStore {

  private static final String KEY = Keys.PREFIX + "{messages}";

  /** By Redis's clock; it is prolonged with each heartbeat. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  /** With the lease it bounds how long the messages of a dead machine wait. */
  private static final int BEATS_BETWEEN_LOOKS = 4;

  /** Where nobody erases it before, as no machine runs. */
  private static final Duration EXPIRY = MessageOutbox.KEPT.plusDays(1);

  /** How many messages are read in one step, so that Redis is not held up. */
  private static final int READ_AT_ONCE = 20;

  private final RedisLink link;
  private final AtomicLong beats = new AtomicLong();

  /** Whether this machine was told of a message, and Redis does not have what became of it. */
  private volatile boolean isDelivering;

  RedisMessageStore(RedisLink link) {
    this.link = link;
    link.onBeat(this::renew);
  }

  @Override
  public void whenOthersMayHaveChangedIt(Runnable look) {
    link.onBeat(
        () -> {
          if (beats.incrementAndGet() % BEATS_BETWEEN_LOOKS == 0) {
            look.run();
          }
        });
  }

  private void renew() {
    if (isDelivering) {
      var unused =
          link.call(
              redis ->
                  MessageScripts.RENEW.run(
                      redis, List.of(KEY), List.of(link.machine(), LEASE.toMillis())));
    }
  }

  @Override
  public Taking add(VisitorMessage message, MessageLimits limits) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                message.id(),
                message.received().getEpochSecond(),
                dayOf(message.received()).toEpochDay(),
                limits.perDay() == null ? -1 : limits.perDay(),
                limits.waiting(),
                message.received().toEpochMilli(),
                EXPIRY.toSeconds()));
    arguments.addAll(MessageFields.of(message));
    return Taking.valueOf(text(run(MessageScripts.ADD, arguments).get(0)));
  }

  @Override
  public boolean knows(String id) {
    return isOne(run(MessageScripts.KNOWS, List.of(id)));
  }

  @Override
  public @Nullable WaitingMessage due(Instant now) {
    List<Object> reply =
        run(
            MessageScripts.DUE,
            List.of(
                link.machine(),
                LEASE.toMillis(),
                now.toEpochMilli(),
                now.plus(LONGEST_WAIT).toEpochMilli()));
    isDelivering = !reply.isEmpty();
    return reply.isEmpty() ? null : MessageFields.waiting(reply);
  }

  @Override
  public @Nullable Instant nextAttempt() {
    List<Object> reply = run(MessageScripts.NEXT_ATTEMPT, List.of(link.machine()));
    return reply.isEmpty() ? null : Instant.ofEpochMilli(Keys.number(reply.get(0)));
  }

  @Override
  public void makeDue(Instant now) {
    var unused = run(MessageScripts.MAKE_DUE, List.of(now.toEpochMilli()));
  }

  @Override
  public void delivered(String id, Instant now) {
    var unused = run(MessageScripts.DELIVERED, List.of(id, dayOf(now)));
    isDelivering = false;
  }

  @Override
  public void failed(String id, Instant nextAttempt, String cause) {
    var unused = run(MessageScripts.FAILED, List.of(id, nextAttempt.toEpochMilli(), cause));
    isDelivering = false;
  }

  @Override
  public List<WaitingMessage> waiting() {
    List<String> ids =
        run(MessageScripts.WAITING, List.of()).stream().map(RedisMessageStore::text).toList();
    List<WaitingMessage> waiting = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += READ_AT_ONCE) {
      List<String> some = ids.subList(i, Math.min(ids.size(), i + READ_AT_ONCE));
      run(MessageScripts.READ, some)
          .forEach(found -> waiting.add(MessageFields.waiting((List<?>) found)));
    }
    return waiting;
  }

  @Override
  public boolean erase(String id) {
    return isOne(run(MessageScripts.ERASE, List.of(id)));
  }

  @Override
  public void eraseReceivedBefore(Instant time) {
    var unused =
        run(MessageScripts.ERASE_BEFORE, List.of(time.getEpochSecond(), dayOf(time).toEpochDay()));
  }

  @Override
  public SortedMap<LocalDate, Integer> deliveredPerDay() {
    List<Object> reply = run(MessageScripts.DELIVERED_PER_DAY, List.of());
    SortedMap<LocalDate, Integer> days = new TreeMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      days.put(LocalDate.parse(text(reply.get(i))), Keys.number(reply.get(i + 1)).intValue());
    }
    return days;
  }

  private List<Object> run(RedisScript script, List<?> arguments) {
    return SharedRecords.await(link.call(redis -> script.run(redis, List.of(KEY), arguments)));
  }

  private static boolean isOne(List<Object> reply) {
    return Keys.number(reply.get(0)) == 1;
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
