package dev.porchlight.web;

import dev.porchlight.answer.AnswerReader;
import dev.porchlight.answer.AnswerStream;
import dev.porchlight.answer.PositionBeyondLogException;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Opens event streams, and knows those that are open. Safe for use by any thread. */
public final class EventStreams {

  static final String CONTENT_TYPE = "text/event-stream";

  private static final int BUFFER_BYTES = 4096;

  private final Duration heartbeat;
  private final StreamTime time;
  private final Map<EventStreamWriter, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

  /**
   * @param heartbeat how long a stream is silent before it carries a comment
   */
  public EventStreams(Duration heartbeat, StreamTime time) {
    this.heartbeat = heartbeat;
    this.time = time;
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
   * Commits the response and writes a stream's events to it, within an asynchronous request.
   *
   * @param after the position of the last event that the visitor has
   * @return completes, and never fails, when the last one is through or the visitor has gone
   * @throws ProblemException 400 where there is no such position
   */
  CompletableFuture<Void> write(Context ctx, AnswerStream stream, long after) {
    HttpServletResponse response = ctx.res();
    EventStreamWriter writer = writer(ctx);
    AnswerReader reader = reader(stream, after, writer);
    response.setStatus(200);
    response.setContentType(CONTENT_TYPE);
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    response.setBufferSize(BUFFER_BYTES);
    CompletableFuture<Void> over = writer.over();
    open.put(writer, over);
    writer.start(reader);
    return over.thenRun(() -> open.remove(writer));
  }

  static ProblemException invalidPosition(String what) {
    return new ProblemException(
        Problem.of(400, "invalid_position", "The position to read on from is not valid: " + what));
  }

  private EventStreamWriter writer(Context ctx) {
    try {
      return new EventStreamWriter(
          ctx.res().getOutputStream(), heartbeat, time, cause -> cutConnection(ctx, cause));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AnswerReader reader(AnswerStream stream, long after, EventStreamWriter writer) {
    try {
      return stream.read(after, writer::signal);
    } catch (PositionBeyondLogException e) {
      throw invalidPosition(e.getMessage() + ".");
    }
  }

  private static void cutConnection(Context ctx, Throwable cause) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(cause);
  }
}
