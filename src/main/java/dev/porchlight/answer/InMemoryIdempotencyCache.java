package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.Subscription;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The idempotency keys that this process remembers. */
final class InMemoryIdempotencyCache implements IdempotencyCache {

  private static final int MAX_KEYS = 10_000;

  private final Function<String, CompletionStage<@Nullable Subscription>> streams;
  private final Cache<Key, Request> keys;

  /**
   * A request that was the first with its key.
   *
   * @param result what became of it, once that is known
   */
  private record Request(String bodyDigest, CompletableFuture<AskResult> result) {}

  /**
   * @param streams finds a stream by its id, while it is kept
   */
  InMemoryIdempotencyCache(
      Function<String, CompletionStage<@Nullable Subscription>> streams,
      Ticker ticker,
      Executor executor) {
    this.streams = streams;
    keys =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(executor)
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(SubscriptionStore.KEPT_AFTER_CLOSE)
            .build();
  }

  @Override
  public CompletionStage<AskResult> ask(
      Key key, String bodyDigest, Supplier<CompletionStage<AskResult>> first) {
    Request request = new Request(bodyDigest, new CompletableFuture<>());
    Request before = keys.asMap().putIfAbsent(key, request);
    if (before == null) {
      return askFirst(key, request, first);
    }
    if (!before.bodyDigest.equals(bodyDigest)) {
      return CompletableFuture.completedFuture(new AskResult.KeyReused());
    }
    if (!before.result.isDone()) {
      return before.result.minimalCompletionStage();
    }
    return isKept(before.result.join())
        .thenCompose(
            isKept -> {
              if (isKept) {
                return before.result;
              }
              keys.asMap().remove(key, before);
              return ask(key, bodyDigest, first);
            });
  }

  private CompletionStage<AskResult> askFirst(
      Key key, Request request, Supplier<CompletionStage<AskResult>> first) {
    try {
      return first.get().whenComplete((result, failure) -> settle(key, request, result, failure));
    } catch (RuntimeException e) {
      settle(key, request, null, e);
      throw e;
    }
  }

  /** What was refused or failed may be asked again, and is forgotten before anybody knows. */
  private void settle(
      Key key, Request request, @Nullable AskResult result, @Nullable Throwable failure) {
    if (!(result instanceof AskResult.Admitted)) {
      keys.asMap().remove(key, request);
    }
    if (result != null) {
      request.result.complete(result);
    } else {
      request.result.completeExceptionally(Objects.requireNonNull(failure));
    }
  }

  private CompletionStage<Boolean> isKept(AskResult result) {
    return result instanceof AskResult.Admitted admitted
        ? streams.apply(admitted.subscription().id()).thenApply(Objects::nonNull)
        : CompletableFuture.completedFuture(false);
  }
}
