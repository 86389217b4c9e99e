package dev.porchlight.web;

import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.answer.log.PositionBeyondLogException;
import dev.porchlight.answer.log.Subscription;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Opens event streams up to a bound, and knows those that are open. Safe for use by any thread. */
public final class EventStreamRegistry {

  static final String CONTENT_TYPE = "text/event-stream";

  /**
   * A third more than the 25 kB that an open stream takes, measured, so that there is room for the
   * rest.
   */
  private static final int HEAP_BYTES_PER_STREAM = 34 * 1024;

  private final Duration heartbeat;
  private final int most;
  private final StreamRuntime runtime;
  private final Map<EventStreamWriter, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

  /**
   * @param heartbeat how long a stream is silent before it carries a comment
   * @param most how many may be open at once
   */
  public EventStreamRegistry(Duration heartbeat, int most, StreamRuntime runtime) {
    this.heartbeat = heartbeat;
    this.most = most;
    this.runtime = runtime;
  }

  /** How many may be open in a heap of that size: 9,102 in one of 320 MB. */
  public static int mostInHeap(long maxHeapBytes) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, maxHeapBytes / HEAP_BYTES_PER_STREAM));
  }

  /** How many are being written to. */
  public int open() {
    return open.size();
  }

  /**
   * Completes when every stream that is open now has written its last event or lost its visitor.
   */
  public CompletionStage<Void> drained() {
    return CompletableFuture.allOf(open.values().toArray(CompletableFuture[]::new));
  }

  /**
   * Checks that one more may be opened. Requests that are checked at the same moment may pass the
   * bound together, by fewer than there are threads.
   *
   * @throws ProblemException 503 where too many are open
   */
  void checkRoom() {
    if (open.size() >= most) {
      throw new ProblemException(
          RefusalProblems.serverBusy("Too many visitors are reading answers now."));
    }
  }

  /** Describes an event stream in the head of its response. */
  static void describe(HttpServletResponse response) {
    response.setContentType(CONTENT_TYPE);
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
  }

  /**
   * Commits the response and writes a stream's events to it, within an asynchronous request.
   *
   * @param after the position of the last event that the visitor has
   * @return completes, and never fails, when the last one is through or the visitor has gone
   * @throws ProblemException 400 where there is no such position
   * @throws RuntimeException where the response can't be written so; the reader is left then
   */
  CompletableFuture<Void> write(Context ctx, Subscription subscription, long after) {
    var writer = new EventStreamWriter(StreamOutput.of(ctx), heartbeat, runtime);
    LogCursor cursor = reader(subscription, after, writer);
    ctx.res().setStatus(200);
    describe(ctx.res());
    open.put(writer, writer.over());
    CompletableFuture<Void> closed = writer.over().thenRun(() -> open.remove(writer));
    writer.start(cursor);
    return closed;
  }

  static ProblemException invalidPosition(String what) {
    return new ProblemException(
        Problem.of(400, "invalid_position", "The position to read on from is not valid: " + what));
  }

  private static LogCursor reader(Subscription subscription, long after, EventStreamWriter writer) {
    try {
      return subscription.read(after, writer::signal);
    } catch (PositionBeyondLogException e) {
      throw invalidPosition(e.getMessage() + ".");
    }
  }
}
