package dev.porchlight.importer;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a response's body up to a number of bytes; of a longer one nothing more is read. */
final class BoundedBody implements BodySubscriber<Optional<byte[]>> {

  private final int maxBytes;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<Optional<byte[]>> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /**
   * @param maxBytes 0 where the body is not wanted
   */
  BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Empty where the body is longer. */
  @Override
  public CompletionStage<Optional<byte[]>> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (maxBytes == 0) {
      given.cancel();
      body.complete(Optional.of(new byte[0]));
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int bytes = Math.min(buffer.remaining(), maxBytes + 1 - collected.size());
      byte[] piece = new byte[bytes];
      buffer.get(piece);
      collected.writeBytes(piece);
    }
    if (collected.size() > maxBytes && subscription != null) {
      subscription.cancel();
      body.complete(Optional.empty());
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(Optional.of(collected.toByteArray()));
  }
}
