package dev.porchlight.cluster.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.answer.Opinions;
import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest opinion of each stream, whichever machine was told it. What is told while Redis is
 * lost is compared with what this machine knows, and Redis is told it later. Safe for use by any
 * thread.
 */
final class RedisOpinions implements Opinions {

  /** Longer than a stream can be found. */
  private static final long KEPT_SECONDS = 2 * 86_400;

  /** So many that Redis was not told are remembered. */
  private static final int MAX_UNTOLD = 10_000;

  private static final RedisScript RATE =
      new RedisScript(
          """
          return {redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'GET') or ''}
          """);

  private static final String NOT_HELPFUL = Keys.PREFIX + "not-helpful";

  private final Opinions own;
  private final RedisLink link;
  private final Map<String, Opinion> untold = new ConcurrentHashMap<>();

  RedisOpinions(Opinions own, Consumer<String> notHelpfulElsewhere, RedisLink link) {
    this.own = own;
    this.link = link;
    link.subscribe(NOT_HELPFUL, message -> heard(message, notHelpfulElsewhere));
    link.onBeat(() -> untold.forEach(this::tell));
  }

  @Override
  public CompletionStage<@Nullable Opinion> rate(Subscription subscription, Opinion latest) {
    String stream = subscription.id();
    Opinion known = untold.remove(stream);
    return own.rate(subscription, latest)
        .thenCompose(
            beforeHere ->
                send(stream, latest)
                    .handle(
                        (before, lost) -> {
                          if (lost == null) {
                            tellOthers(stream, latest, before);
                            return known == null ? before : known;
                          }
                          remember(stream, latest);
                          return beforeHere;
                        }));
  }

  private CompletionStage<@Nullable Opinion> send(String stream, Opinion latest) {
    List<String> keys = List.of(Keys.PREFIX + "opinion:{" + stream + "}");
    return link.call(redis -> RATE.run(redis, keys, List.of(latest, KEPT_SECONDS)))
        .thenApply(reply -> opinion(new String((byte[]) reply.get(0), UTF_8)));
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

  private static @Nullable Opinion opinion(String name) {
    return name.isEmpty() ? null : Opinion.valueOf(name);
  }

  private void remember(String stream, Opinion latest) {
    if (untold.size() < MAX_UNTOLD) {
      untold.put(stream, latest);
    }
  }

  private void tell(String stream, Opinion latest) {
    var unused = send(stream, latest).thenAccept(told -> untold.remove(stream, latest));
  }
}
