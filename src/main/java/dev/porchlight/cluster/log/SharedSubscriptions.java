package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.answer.AnswerUnreachableException;
import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisLostException;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of all machines: those that were opened here, and those of others, which are opened
 * here over a copy of their answer once somebody asks for them. Safe for use by any thread.
 */
final class SharedSubscriptions implements SubscriptionStore {

  private static final int MOST_UNKEPT = 10_000;

  private static final int BEATS_TO_RENEWAL = 120;

  private final SubscriptionStore own;
  private final RedisLink link;
  private final RedisStreams streams;
  private final HomeAnswers home;
  private final Replicas replicas;
  private final MachineInbox inbox;
  private final Timers timers;
  private final Duration grace;

  /** Those that are being opened. */
  private final Map<String, CompletableFuture<@Nullable Subscription>> opening =
      new ConcurrentHashMap<>();

  /** Those whose answer is open, or was written here and is not known to have ended. */
  private final Map<Subscription, String> open = new ConcurrentHashMap<>();

  /** Those that were stopped here while Redis was lost, and the positions. */
  private final Map<String, Long> untold = new ConcurrentHashMap<>();

  /** Those that may have been stopped elsewhere, of which this machine was not told. */
  private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

  /** Those of which Redis was not told, since it was lost, for as long as it would keep them. */
  private final Cache<String, Unkept> unkept =
      Caffeine.newBuilder().maximumSize(MOST_UNKEPT).expireAfterWrite(RedisStreams.KEPT).build();

  private int beats;

  /** Whether Redis was lost since all were renewed. */
  private volatile boolean wasLost;

  /** What Redis is to be told of a stream. */
  private record Unkept(String answer, @Nullable Duration ageWhenFound) {}

  /**
   * @param own those of this machine
   * @param grace how long a stream that another machine opened waits for its last reader here
   */
  SharedSubscriptions(
      SubscriptionStore own,
      RedisLink link,
      HomeAnswers home,
      Replicas replicas,
      MachineInbox inbox,
      Timers timers,
      Duration grace) {
    this.own = own;
    this.link = link;
    this.streams = new RedisStreams(link);
    this.home = home;
    this.replicas = replicas;
    this.inbox = inbox;
    this.timers = timers;
    this.grace = grace;
    link.whileLost(time -> wasLost = true);
  }

  @Override
  public CompletionStage<Void> keep(Subscription subscription) {
    var unused = own.keep(subscription);
    AnswerLog log = subscription.answer();
    String copied = replicas.idOf(log);
    String answer = copied == null ? home.publish(log) : copied;
    follow(subscription, answer);
    HomeAnswer written = home.find(answer);
    if (written != null) {
      written.admit();
    }
    CompletionStage<Void> published =
        written == null ? CompletableFuture.completedFuture(null) : written.known();
    return renew(subscription, answer).thenCombine(published, (kept, known) -> null);
  }

  private void follow(Subscription subscription, String answer) {
    open.put(subscription, answer);
    subscription
        .answer()
        .whenClosed(
            () -> {
              HomeAnswer written = home.find(answer);
              if (written == null) {
                open.remove(subscription);
                var unused = renew(subscription, answer);
              } else {
                var unused = written.ended().thenRun(() -> open.remove(subscription));
              }
            });
  }

  private CompletionStage<Void> renew(Subscription subscription, String answer) {
    return renew(subscription.id(), new Unkept(answer, subscription.ageWhenFound()));
  }

  /** Never fails: while Redis is lost, the stream is known here alone. */
  private CompletionStage<Void> renew(String id, Unkept stream) {
    return streams
        .keep(id, stream.answer, stream.ageWhenFound)
        .exceptionally(
            lost -> {
              unkept.put(id, stream);
              return null;
            });
  }

  @Override
  public CompletionStage<@Nullable Subscription> find(String id) {
    return own.find(id)
        .thenCompose(
            found ->
                found == null || found.isGone()
                    ? openOnce(id)
                    : CompletableFuture.completedFuture(found));
  }

  private CompletionStage<@Nullable Subscription> openOnce(String id) {
    CompletableFuture<@Nullable Subscription> opened = new CompletableFuture<>();
    CompletableFuture<@Nullable Subscription> before = opening.putIfAbsent(id, opened);
    if (before != null) {
      return before;
    }
    var unused =
        streams
            .open(id)
            .thenCompose(
                known -> known == null ? CompletableFuture.completedFuture(null) : open(known))
            .whenComplete(
                (subscription, failure) -> {
                  opening.remove(id);
                  if (failure != null) {
                    opened.completeExceptionally(new AnswerUnreachableException(failure));
                  } else if (subscription == null && !link.isSettled()) {
                    opened.completeExceptionally(
                        new AnswerUnreachableException(
                            new RedisLostException("Redis may not know it yet")));
                  } else {
                    opened.complete(subscription);
                  }
                });
    return opened;
  }

  private CompletionStage<@Nullable Subscription> open(RedisStreams.Known known) {
    HomeAnswer written = home.find(known.answer());
    if (written != null) {
      return CompletableFuture.completedFuture(
          opened(known, written.follower().reopen(known.stream(), grace, timers)));
    }
    Replica replica = replicas.of(known.answer());
    return replica
        .ready()
        .thenApply(
            isThere ->
                isThere
                    ? opened(known, replica.copy().reopen(known.stream(), grace, timers))
                    : null);
  }

  private Subscription opened(RedisStreams.Known known, Subscription subscription) {
    var unused = own.keep(subscription);
    follow(subscription, known.answer());
    return subscription;
  }

  @Override
  public CompletionStage<Boolean> stop(String id) {
    return find(id)
        .thenApply(
            subscription -> {
              if (subscription != null) {
                subscription.stop();
                stopElsewhere(id, subscription.position());
              }
              return subscription != null;
            });
  }

  /** Where Redis is lost, it is said once that is back. */
  private void stopElsewhere(String id, long position) {
    var unused =
        streams
            .stop(id, position)
            .thenCompose(machines -> sendStop(id, machines))
            .whenComplete(
                (sent, lost) -> {
                  if (lost != null) {
                    untold.put(id, position);
                  }
                });
  }

  private CompletionStage<Void> sendStop(String id, List<String> machines) {
    return CompletableFuture.allOf(
        machines.stream()
            .filter(machine -> !machine.equals(link.machine()))
            .map(machine -> inbox.send(machine, AnswerMessages.stop(id)).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** The visitor stopped a stream on another machine. */
  void stopHere(String id) {
    var unused = own.stop(id);
  }

  /** The visitors of streams that are open here may have stopped them elsewhere. */
  void missed() {
    open.keySet().forEach(subscription -> lookWhetherStopped(subscription.id()));
  }

  /** Where Redis is lost, it is looked again once that is back. */
  private void lookWhetherStopped(String id) {
    var unused =
        streams
            .open(id)
            .whenComplete(
                (known, lost) -> {
                  if (lost != null) {
                    doubtful.add(id);
                  } else if (known != null && known.stream().stoppedAt() >= 0) {
                    stopHere(id);
                  }
                });
  }

  /** Redis has forgotten an answer, and the streams that read it. */
  void forgotten(String answer) {
    open.forEach(
        (subscription, read) -> {
          if (read.equals(answer)) {
            var unused = renew(subscription, answer);
          }
        });
  }

  void beat() {
    doubtful.forEach(
        id -> {
          if (doubtful.remove(id)) {
            lookWhetherStopped(id);
          }
        });
    untold.forEach(
        (id, position) -> {
          if (untold.remove(id, position)) {
            stopElsewhere(id, position);
          }
        });
    unkept
        .asMap()
        .forEach(
            (id, stream) -> {
              if (unkept.asMap().remove(id, stream)) {
                var unused = renew(id, stream);
              }
            });
    if (++beats % BEATS_TO_RENEWAL == 0 || wasLost) {
      wasLost = false;
      open.forEach(this::renew);
    }
  }

  @Override
  public long size() {
    return own.size();
  }
}
