package dev.porchlight.web;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.ratelimit.Reservation;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the bodies of requests, up to a bound on the memory that all of them take at once, and one
 * for each visitor. Both are checked before a byte is read. Safe for use by any thread.
 */
public final class RequestBodyReader {

  /** A body that takes longer is given up. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int HEAP_SHARE = 16;

  private final long mostBytes;
  private final RateLimitGuard guard;
  private final Timers timers;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param mostBytes how many bytes all bodies may take at once
   */
  public RequestBodyReader(long mostBytes, RateLimitGuard guard, Timers timers) {
    this.mostBytes = mostBytes;
    this.guard = guard;
    this.timers = timers;
  }

  /** How many bytes all bodies may take at once in a heap of that size: 16 MB in one of 256 MB. */
  public static long mostInHeap(long maxHeapBytes) {
    return maxHeapBytes / HEAP_SHARE;
  }

  /**
   * Reads a body in an asynchronous request.
   *
   * @return the body, or a {@link ProblemException}: 413 where it is longer than {@code maxBytes},
   *     408 where it takes too long, 400 where it breaks off
   * @throws ProblemException 413 where it says so itself, 429 where the visitor sends too much at
   *     once, 503 where all do
   */
  CompletableFuture<byte[]> read(Context ctx, int maxBytes) {
    RequestBody body = RequestBody.of(ctx.req(), maxBytes);
    Reservation ofVisitor = guard.receive(ctx, body.memory());
    long ofAll = bytes.addAndGet(body.memory());
    Reservation memory =
        new Reservation(
            () -> {
              bytes.addAndGet(-body.memory());
              ofVisitor.giveBack();
            });
    try {
      checkRoom(ofAll);
      return body.read(LIMIT, timers).whenComplete((whole, failure) -> memory.giveBack());
    } catch (RuntimeException e) {
      memory.giveBack();
      throw e;
    }
  }

  private void checkRoom(long ofAll) {
    if (ofAll > mostBytes) {
      throw new ProblemException(
          RefusalProblems.serverBusy("Too many requests are being received now."));
    }
  }
}
