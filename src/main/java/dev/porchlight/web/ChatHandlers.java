package dev.porchlight.web;

import dev.porchlight.answer.AnswerStream;
import dev.porchlight.answer.Desk;
import dev.porchlight.answer.DeskClosedException;
import dev.porchlight.answer.Question;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a chat: {@code POST /chat} asks, {@code GET /chat/{id}} reads on, {@code DELETE
 * /chat/{id}} stops. Safe for use by any thread.
 */
public final class ChatHandlers {

  /** A body that takes longer is given up. */
  private static final Duration BODY_LIMIT = Duration.ofSeconds(10);

  /** When a server that is shutting down is worth asking again. */
  private static final long RESTART_SECONDS = 5;

  private final Desk desk;
  private final EventStreams streams;
  private final ScheduledExecutorService scheduler;

  public ChatHandlers(Desk desk, EventStreams streams, ScheduledExecutorService scheduler) {
    this.desk = desk;
    this.streams = streams;
    this.scheduler = scheduler;
  }

  /** Takes a question and streams its answer. */
  public void ask(Context ctx) {
    OriginRule.check(ctx);
    checkContentType(ctx.header("Content-Type"));
    ctx.future(
        () ->
            body(ctx.req())
                .thenApply(ChatRequest::parse)
                .thenCompose(question -> streams.write(ctx, admitted(question), 0)));
  }

  /** Streams what came after a position. */
  public void resume(Context ctx) {
    OriginRule.check(ctx);
    AnswerStream stream = find(ctx);
    long after = position(ctx);
    ctx.future(() -> streams.write(ctx, stream, after));
  }

  /** Stops a stream, also where its answer had ended. */
  public void stop(Context ctx) {
    OriginRule.check(ctx);
    find(ctx).stop();
    ctx.status(204);
  }

  private CompletableFuture<byte[]> body(HttpServletRequest request) {
    try {
      return RequestBody.read(request, ChatRequest.MAX_BODY_BYTES, BODY_LIMIT, scheduler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AnswerStream admitted(Question question) {
    try {
      return desk.ask(question);
    } catch (DeskClosedException e) {
      throw new ProblemException(
          Problem.of(503, "shutting_down", "The server is restarting; please ask again.")
              .retryAfter(RESTART_SECONDS));
    }
  }

  private AnswerStream find(Context ctx) {
    AnswerStream stream = desk.find(ctx.pathParam("id"));
    if (stream == null) {
      throw new ProblemException(
          Problem.of(404, "answer_gone", "There is no such answer, or it is gone."));
    }
    return stream;
  }

  private static long position(Context ctx) {
    String lastEventId = ctx.header("Last-Event-ID");
    String given = lastEventId == null ? ctx.queryParam("after") : lastEventId;
    if (given == null) {
      return 0;
    }
    if (!given.matches("[0-9]{1,9}")) {
      throw EventStreams.invalidPosition("a whole number from 0 is expected.");
    }
    return Long.parseLong(given);
  }

  private static void checkContentType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT).strip();
    if (!type.matches("application/json(\\s*;\\s*charset\\s*=\\s*\"?utf-8\"?)?")) {
      throw new ProblemException(
          Problem.of(415, "not_json", "The Content-Type must be application/json, in UTF-8."));
    }
  }
}
