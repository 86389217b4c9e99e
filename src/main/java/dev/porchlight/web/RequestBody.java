package dev.porchlight.web;

import dev.porchlight.concurrent.Timers;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Reads one request's body as it comes in, so that a body that drips holds no thread. The container
 * calls it on one thread at a time.
 */
final class RequestBody implements ReadListener {

  private final ServletInputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final byte[] buffer = new byte[4096];
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  private RequestBody(ServletInputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a body in an asynchronous request.
   *
   * @param limit how long the whole body may take
   * @return the body, or a {@link ProblemException}: 413 where it is longer, 408 where it takes
   *     longer, 400 where it breaks off
   */
  static CompletableFuture<byte[]> read(
      HttpServletRequest request, int maxBytes, Duration limit, Timers timers) throws IOException {
    if (request.getContentLengthLong() > maxBytes) {
      return CompletableFuture.failedFuture(tooLarge(maxBytes));
    }
    RequestBody body = new RequestBody(request.getInputStream(), maxBytes);
    Future<?> deadline = timers.schedule(() -> body.tooSlow(limit), limit);
    body.in.setReadListener(body);
    return body.whole.whenComplete((bytes, failure) -> deadline.cancel(false));
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!whole.isDone() && in.isReady() && !in.isFinished()) {
      int count = in.read(buffer);
      if (count > 0) {
        read.write(buffer, 0, count);
      }
      if (read.size() > maxBytes) {
        whole.completeExceptionally(tooLarge(maxBytes));
      }
    }
  }

  @Override
  public void onAllDataRead() {
    whole.complete(read.toByteArray());
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
