package dev.porchlight.cluster.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.answer.Opinions;
import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.SerialExecutor;
import io.lettuce.core.SetArgs;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest opinion of each stream, whichever machine was told it. What is told while Redis is
 * lost is compared with what this machine knows, and Redis is told it later. Safe for use by any
 * thread.
 */
final class RedisOpinions implements Opinions {

  private static final Logger log = LoggerFactory.getLogger(RedisOpinions.class);

  /** Longer than a stream can be found. */
  private static final long KEPT_SECONDS = 2 * 86_400;

  /** So many that Redis was not told are remembered. */
  private static final int MAX_UNTOLD = 10_000;

  private static final String NOT_HELPFUL = Keys.PREFIX + "not-helpful";

  private final Opinions own;
  private final RedisLink link;
  private final AtomicLong numbers = new AtomicLong();

  /** The latest of each stream that Redis is not known to have. */
  private final Map<String, Rating> untold = new ConcurrentHashMap<>();

  /** Redis gets all that is sent in this order, so that it keeps the latest. */
  private final SerialExecutor sending =
      new SerialExecutor(fault -> log.error("An opinion could not be sent", fault));

  /** An opinion, which no other is equal to. */
  private record Rating(Opinion opinion, long number) {}

  RedisOpinions(Opinions own, Consumer<String> notHelpfulElsewhere, RedisLink link) {
    this.own = own;
    this.link = link;
    link.subscribe(NOT_HELPFUL, message -> heard(message, notHelpfulElsewhere));
    link.onBeat(() -> untold.keySet().forEach(this::tellAgain));
  }

  @Override
  public CompletionStage<@Nullable Opinion> rate(Subscription subscription, Opinion latest) {
    String stream = subscription.id();
    Rating rating = new Rating(latest, numbers.incrementAndGet());
    CompletableFuture<@Nullable Rating> earlier = new CompletableFuture<>();
    CompletableFuture<@Nullable Opinion> told = new CompletableFuture<>();
    CompletionStage<@Nullable Opinion> here = own.rate(subscription, latest);
    sending.execute(
        () -> {
          earlier.complete(remember(stream, rating));
          sendNow(stream, rating, told);
        });
    return here.thenCompose(
        beforeHere ->
            told.handle(
                (before, lost) -> {
                  if (lost != null) {
                    return beforeHere;
                  }
                  tellOthers(stream, latest, before);
                  Rating known = earlier.join();
                  return known == null ? before : known.opinion;
                }));
  }

  private CompletionStage<@Nullable Opinion> send(String stream, Opinion latest) {
    String key = Keys.PREFIX + "opinion:{" + stream + "}";
    byte[] name = latest.name().getBytes(UTF_8);
    return link.call(redis -> redis.setGet(key, name, SetArgs.Builder.ex(KEPT_SECONDS)))
        .thenApply(RedisOpinions::opinion);
  }

  /** The machine that was asked has the question. */
  private void tellOthers(String stream, Opinion latest, @Nullable Opinion before) {
    if (!latest.isHelpful() && (before == null || before.isHelpful())) {
      byte[] message = (link.machine() + " " + stream).getBytes(UTF_8);
      var unused = link.call(redis -> redis.publish(NOT_HELPFUL, message));
    }
  }

  private void heard(String message, Consumer<String> notHelpfulElsewhere) {
    String[] machineAndStream = message.split(" ", 2);
    if (!machineAndStream[0].equals(link.machine())) {
      notHelpfulElsewhere.accept(machineAndStream[1]);
    }
  }

  private static @Nullable Opinion opinion(byte @Nullable [] name) {
    return name == null ? null : Opinion.valueOf(new String(name, UTF_8));
  }

  /** Gives the one before it, of which Redis may not know. */
  private @Nullable Rating remember(String stream, Rating rating) {
    return untold.size() < MAX_UNTOLD || untold.containsKey(stream)
        ? untold.put(stream, rating)
        : null;
  }

  private void tellAgain(String stream) {
    sending.execute(
        () -> {
          Rating newest = untold.get(stream);
          if (newest != null) {
            sendNow(stream, newest, new CompletableFuture<>());
          }
        });
  }

  private void sendNow(String stream, Rating rating, CompletableFuture<@Nullable Opinion> told) {
    var unused =
        send(stream, rating.opinion)
            .whenComplete(
                (before, lost) -> {
                  if (lost == null) {
                    untold.remove(stream, rating);
                    told.complete(before);
                  } else {
                    told.completeExceptionally(lost);
                  }
                });
  }
}
