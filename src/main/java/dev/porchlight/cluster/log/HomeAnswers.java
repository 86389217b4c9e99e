package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answers that this machine writes, by ids that are never used again. For any thread. */
final class HomeAnswers implements HomeAnswer.Events {

  private final RedisLink link;
  private final RedisLogs logs;
  private final Timers timers;
  private final PublishTicks ticks;
  private final Consumer<String> onForgotten;
  private volatile int graceSeconds;
  private final AtomicLong lastNumber = new AtomicLong();

  /** The ids of all logs that are still read. */
  private final Cache<AnswerLog, String> ids = Caffeine.newBuilder().weakKeys().build();

  /** Those of which something is still to be published. */
  private final Map<String, HomeAnswer> open = new ConcurrentHashMap<>();

  /**
   * @param onForgotten hears of an answer that Redis had forgotten
   */
  HomeAnswers(RedisLink link, RedisLogs logs, Timers timers, Consumer<String> onForgotten) {
    this.link = link;
    this.logs = logs;
    this.timers = timers;
    this.ticks = new PublishTicks(timers, link::together);
    this.onForgotten = onForgotten;
  }

  /** How long an answer waits for its last reader to come back. */
  void setGrace(Duration grace) {
    graceSeconds = (int) grace.toSeconds();
  }

  /** The id of an answer, which is published from now on. */
  String publish(AnswerLog log) {
    return ids.get(log, this::open);
  }

  private String open(AnswerLog log) {
    String id = link.machine() + "." + lastNumber.incrementAndGet();
    open(id, log);
    return id;
  }

  private HomeAnswer open(String id, AnswerLog log) {
    HomeAnswer answer = new HomeAnswer(id, log, link, logs, ticks, graceSeconds, this);
    open.put(id, answer);
    log.whenClosed(() -> endLater(answer));
    return answer;
  }

  /** Publishes an answer of another machine's, of which nothing was said, as one of this. */
  void takeOver(String id, AnswerLog log, String question) {
    ids.put(log, id);
    open(id, log).takeOver(question);
  }

  /** Where Redis stays lost, it is not waited for longer than the answer would have been kept. */
  private void endLater(HomeAnswer answer) {
    Future<?> unread = timers.schedule(answer::end, RedisLogs.KEPT);
    var unused = answer.ended().thenRun(() -> unread.cancel(false));
  }

  /** The id of an answer that was published, or null. */
  @Nullable String idOf(AnswerLog log) {
    return ids.getIfPresent(log);
  }

  /** One of which something is still to be published, or null. */
  @Nullable HomeAnswer find(String id) {
    return open.get(id);
  }

  void missed() {
    open.values().forEach(HomeAnswer::missed);
  }

  void beat() {
    open.values().forEach(HomeAnswer::beat);
  }

  @Override
  public void forgotten(String answer) {
    onForgotten.accept(answer);
  }

  @Override
  public void over(String answer) {
    open.remove(answer);
  }

  /** Completes when all that can be published now is. */
  CompletableFuture<Void> published() {
    return CompletableFuture.allOf(
        open.values().stream()
            .filter(answer -> answer.follower().log().isClosed())
            .map(answer -> answer.ended().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
