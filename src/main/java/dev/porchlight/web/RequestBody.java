package dev.porchlight.web;

import dev.porchlight.concurrent.Timers;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Reads one request's body as it comes in, so that a body that drips holds no thread. The container
 * calls it on one thread at a time.
 */
final class RequestBody implements ReadListener {

  private final ServletInputStream in;
  private final int maxBytes;
  private final int memory;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private byte[] bytes = {};
  private int count;

  private RequestBody(ServletInputStream in, int maxBytes, int memory) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /**
   * A request's body, of which nothing has been read.
   *
   * @throws ProblemException 413 where it says itself that it is longer than {@code maxBytes}
   */
  static RequestBody of(HttpServletRequest request, int maxBytes) {
    long declared = request.getContentLengthLong();
    if (declared > maxBytes) {
      throw tooLarge(maxBytes);
    }
    int memory = (declared < 0 ? maxBytes : (int) declared) + 1;
    try {
      return new RequestBody(request.getInputStream(), maxBytes, memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes it takes while it is read: its own length or all that it may have, and one. */
  int memory() {
    return memory;
  }

  /**
   * Reads it in an asynchronous request, once.
   *
   * @param limit how long the whole body may take
   * @return the body, or a {@link ProblemException}: 413 where it is longer, 408 where it takes
   *     longer, 400 where it breaks off
   */
  CompletableFuture<byte[]> read(Duration limit, Timers timers) {
    bytes = new byte[memory];
    Future<?> deadline = timers.schedule(() -> tooSlow(limit), limit);
    in.setReadListener(this);
    return whole.whenComplete((body, failure) -> deadline.cancel(false));
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!whole.isDone() && in.isReady() && !in.isFinished()) {
      count += Math.max(0, in.read(bytes, count, bytes.length - count));
      if (count > maxBytes) {
        whole.completeExceptionally(tooLarge(maxBytes));
      }
    }
  }

  @Override
  public void onAllDataRead() {
    whole.complete(count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(
        new ProblemException(
            Problem.of(400, "body_incomplete", "The body ended before it was whole.")));
  }

  private void tooSlow(Duration limit) {
    whole.completeExceptionally(
        new ProblemException(
            Problem.of(
                408,
                "body_too_slow",
                "The body did not arrive within " + limit.toSeconds() + " seconds.")));
  }

  private static ProblemException tooLarge(int maxBytes) {
    return new ProblemException(
        Problem.of(413, "body_too_large", "The body is larger than " + maxBytes + " bytes."));
  }
}
