package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answers of other machines that are read here, one copy of each. For any thread. */
final class Replicas implements Replica.Events {

  /** How long a whole copy is kept for whoever comes next. */
  private static final Duration KEPT_WHEN_CLOSED = Duration.ofMinutes(1);

  private final RedisLink link;
  private final RedisLogs logs;
  private final MachineInbox inbox;
  private final Orphans orphans;
  private final Timers timers;
  private final Ticker ticker;
  private final Consumer<String> onForgotten;
  private final Map<String, Replica> replicas = new ConcurrentHashMap<>();

  /** The ids of all copies that are still read. */
  private final Cache<AnswerLog, String> ids = Caffeine.newBuilder().weakKeys().build();

  /**
   * @param onForgotten hears of an answer that Redis had forgotten
   */
  Replicas(
      RedisLink link,
      RedisLogs logs,
      MachineInbox inbox,
      Orphans orphans,
      Timers timers,
      Ticker ticker,
      Consumer<String> onForgotten) {
    this.link = link;
    this.logs = logs;
    this.inbox = inbox;
    this.orphans = orphans;
    this.timers = timers;
    this.ticker = ticker;
    this.onForgotten = onForgotten;
  }

  /** The copy of an answer, which is fetched where it is new. */
  Replica of(String answer) {
    Replica replica = replicas.computeIfAbsent(answer, this::create);
    replica.open();
    return replica;
  }

  private Replica create(String answer) {
    Replica replica = new Replica(answer, link, logs, inbox, orphans, timers, ticker, this);
    ids.put(replica.copy().log(), answer);
    return replica;
  }

  /** The id of the answer that a log is a copy of, or null where it is none. */
  @Nullable String idOf(AnswerLog log) {
    return ids.getIfPresent(log);
  }

  /** Lets all readers go, who read on on another machine. */
  void leave() {
    replicas.values().forEach(Replica::vanish);
  }

  void beat() {
    replicas.values().forEach(Replica::beat);
  }

  @Override
  public void forgotten(String answer) {
    onForgotten.accept(answer);
  }

  @Override
  public void over(String answer, boolean isWhole) {
    if (isWhole) {
      var unused = timers.schedule(() -> replicas.remove(answer), KEPT_WHEN_CLOSED);
    } else {
      replicas.remove(answer);
    }
  }
}
