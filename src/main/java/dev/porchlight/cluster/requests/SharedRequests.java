package dev.porchlight.cluster.requests;

import dev.porchlight.answer.IdempotencyCache;
import dev.porchlight.answer.Opinions;
import dev.porchlight.answer.RequestSharing;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the forms of what machines know of each other's requests. Safe for use by any thread.
 *
 * @param timers look again at a request that another machine is asking
 */
public record SharedRequests(RedisLink link, Timers timers) implements RequestSharing {

  @Override
  public IdempotencyCache idempotency(
      IdempotencyCache own, Function<String, CompletionStage<@Nullable Subscription>> streams) {
    return new RedisIdempotencyCache(own, streams, link, timers);
  }

  @Override
  public Opinions opinions(Opinions own, Consumer<String> notHelpfulElsewhere) {
    return new RedisOpinions(own, notHelpfulElsewhere, link);
  }
}
