package dev.porchlight.answer;

import dev.porchlight.answer.log.Opinion;
import dev.porchlight.answer.log.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the visitors of streams think of their answers. Safe for use by any thread. */
public interface Opinions {

  /** Those that this process keeps with the streams. */
  static Opinions inMemory() {
    return (subscription, latest) -> CompletableFuture.completedFuture(subscription.rate(latest));
  }

  /**
   * Keeps the latest opinion of a stream.
   *
   * @return the one before it, or null where there was none
   */
  CompletionStage<@Nullable Opinion> rate(Subscription subscription, Opinion latest);
}
