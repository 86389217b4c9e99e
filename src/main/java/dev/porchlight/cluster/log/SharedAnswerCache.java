package dev.porchlight.cluster.log;

import dev.porchlight.answer.AnswerCache;
import dev.porchlight.answer.CacheKey;
import dev.porchlight.answer.SharedAnswer;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.cluster.redis.RedisLink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers to first questions of all machines: those of this one and those that are being read
 * here come first. While Redis is lost it knows no others. Safe for use by any thread.
 */
final class SharedAnswerCache implements AnswerCache {

  private static final int BEATS_TO_RENEWAL = 60;

  /** What is written is renewed more often than that, and not at the end. */
  private static final Duration RENEWED_WITHIN = Duration.ofSeconds(75);

  /** How often a question is looked up whose answer is gone, before it is asked on its own. */
  private static final int MOST_LOOKS = 3;

  /** How long an answer is kept in Redis that nobody is given: there it has no other bound. */
  private static final Duration MOST_UNUSED = Duration.ofHours(1);

  private final AnswerCache own;
  private final Duration keptFor;
  private final RedisLogs logs;
  private final RedisAnswerKeys keys;
  private final HomeAnswers home;
  private final Replicas replicas;

  /** The questions whose answers are written here, by the ids of the answers. */
  private final Map<String, CacheKey> written = new ConcurrentHashMap<>();

  private int beats;

  /**
   * @param own those of this machine
   * @param keptFor how long a finished one is reused
   */
  SharedAnswerCache(
      AnswerCache own,
      Duration keptFor,
      RedisLink link,
      RedisLogs logs,
      HomeAnswers home,
      Replicas replicas) {
    this.own = own;
    this.logs = logs;
    this.keptFor = keptFor;
    this.keys = new RedisAnswerKeys(link);
    this.home = home;
    this.replicas = replicas;
  }

  @Override
  public CompletionStage<@Nullable SharedAnswer> find(CacheKey key) {
    return own.find(key)
        .thenCompose(
            present ->
                present == null ? findElsewhere(key) : CompletableFuture.completedFuture(present));
  }

  private CompletionStage<@Nullable SharedAnswer> findElsewhere(CacheKey key) {
    return keys.find(key)
        .thenCompose(
            answer -> answer == null ? CompletableFuture.completedFuture(null) : join(key, answer))
        .exceptionally(lost -> null);
  }

  /** Joins an answer, or forgets it where it can't be joined. */
  private CompletionStage<@Nullable SharedAnswer> join(CacheKey key, String answer) {
    Replica replica = replicas.of(answer);
    return replica
        .join()
        .thenCompose(
            found ->
                found != null && mayBeGiven(key, answer, found)
                    ? joined(key, replica)
                    : keys.remove(key, answer).thenApply(removed -> null));
  }

  /** Keeps one that has ended for longer, since it is given again, but no longer than it may be. */
  private boolean mayBeGiven(CacheKey key, String answer, LogReading found) {
    if (found.ending() == null) {
      return true;
    }
    Duration kept = kept(keptFor.minus(found.age()));
    if (kept.isZero()) {
      return false;
    }
    var unusedKey = keys.putIfAbsent(key, answer, kept);
    var unusedLog = logs.keep(answer, kept.plus(RedisLogs.KEPT));
    return true;
  }

  /** How long an answer is kept in Redis that may be given for so long. */
  private static Duration kept(Duration rest) {
    if (rest.toMillis() <= 0) {
      return Duration.ZERO;
    }
    return rest.compareTo(MOST_UNUSED) < 0 ? rest : MOST_UNUSED;
  }

  /** Puts one that is written here, to be kept once it has ended too. */
  private CompletionStage<@Nullable String> putWritten(CacheKey key, String answer) {
    Duration kept = kept(keptFor);
    Duration atLeast = kept.compareTo(RedisLogs.KEPT) < 0 ? RedisLogs.KEPT : kept;
    return keys.putIfAbsent(key, answer, atLeast.plus(RENEWED_WITHIN));
  }

  /** One that is still written is known here from then on; its age need not be known for that. */
  private CompletionStage<@Nullable SharedAnswer> joined(CacheKey key, Replica replica) {
    AnswerLog log = replica.copy().log();
    SharedAnswer shared = new SharedAnswer(log, replica.admitted());
    if (log.isClosed()) {
      return CompletableFuture.completedFuture(shared);
    }
    return own.putIfAbsent(key, shared).thenApply(present -> present == null ? shared : present);
  }

  @Override
  public CompletionStage<@Nullable SharedAnswer> putIfAbsent(CacheKey key, SharedAnswer fresh) {
    return own.putIfAbsent(key, fresh)
        .thenCompose(
            present ->
                present == null
                    ? announce(key, fresh)
                    : CompletableFuture.completedFuture(present));
  }

  private CompletionStage<@Nullable SharedAnswer> announce(CacheKey key, SharedAnswer fresh) {
    String answer = home.publish(fresh.log());
    HomeAnswer publishing = home.find(answer);
    if (publishing == null) {
      return CompletableFuture.completedFuture(null);
    }
    publishing.keepIfReusable(kept(keptFor).plus(RedisLogs.KEPT));
    publishing.announce();
    return publishing
        .known()
        .thenCompose(known -> put(key, fresh, publishing, answer, MOST_LOOKS))
        .exceptionally(lost -> null);
  }

  private CompletionStage<@Nullable SharedAnswer> put(
      CacheKey key, SharedAnswer fresh, HomeAnswer publishing, String answer, int looks) {
    return putWritten(key, answer)
        .thenCompose(
            present -> {
              if (present == null || looks == 0) {
                var unused = own.putIfAbsent(key, fresh);
                follow(key, fresh.log(), publishing, answer);
                return CompletableFuture.completedFuture(null);
              }
              own.remove(key, fresh);
              return join(key, present)
                  .thenCompose(
                      joined ->
                          joined == null
                              ? put(key, fresh, publishing, answer, looks - 1)
                              : CompletableFuture.completedFuture(joined));
            });
  }

  private void follow(CacheKey key, AnswerLog log, HomeAnswer publishing, String answer) {
    written.put(answer, key);
    log.whenClosed(
        () -> {
          if (log.mayBeReused() && !kept(keptFor).isZero()) {
            var unused = publishing.ended().thenRun(() -> written.remove(answer));
            return;
          }
          written.remove(answer);
          if (!log.isGone()) { // Else it goes on elsewhere.
            var unused = keys.remove(key, answer);
          }
        });
  }

  @Override
  public void remove(CacheKey key, SharedAnswer shared) {
    own.remove(key, shared);
    String copied = replicas.idOf(shared.log());
    String answer = copied == null ? home.idOf(shared.log()) : copied;
    if (answer != null) {
      var unused = keys.remove(key, answer);
    }
  }

  /** Redis has forgotten an answer, and which question it is for. */
  void forgotten(String answer) {
    CacheKey key = written.get(answer);
    if (key != null) {
      var unused = putWritten(key, answer);
    }
  }

  void beat() {
    if (++beats % BEATS_TO_RENEWAL == 0) {
      written.keySet().forEach(this::forgotten);
    }
  }
}
