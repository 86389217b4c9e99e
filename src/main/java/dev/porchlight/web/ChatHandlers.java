package dev.porchlight.web;

import dev.porchlight.answer.AnswerStream;
import dev.porchlight.answer.Asked;
import dev.porchlight.answer.Desk;
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
 * /chat/{id}} stops, {@code POST /chat/{id}/feedback} rates. Safe for use by any thread.
 */
public final class ChatHandlers {

  /** A body that takes longer is given up. */
  private static final Duration BODY_LIMIT = Duration.ofSeconds(10);

  private final Desk desk;
  private final EventStreams streams;
  private final Visitors visitors;
  private final ScheduledExecutorService scheduler;

  public ChatHandlers(
      Desk desk, EventStreams streams, Visitors visitors, ScheduledExecutorService scheduler) {
    this.desk = desk;
    this.streams = streams;
    this.visitors = visitors;
    this.scheduler = scheduler;
  }

  /** Takes a question and streams its answer. */
  public void ask(Context ctx) {
    enter(ctx);
    checkContentType(ctx.header("Content-Type"));
    String idempotencyKey = idempotencyKey(ctx);
    ctx.future(
        () ->
            body(ctx.req(), ChatRequest.MAX_BODY_BYTES)
                .thenCompose(body -> answer(ctx, body, idempotencyKey)));
  }

  /** Streams what came after a position. */
  public void resume(Context ctx) {
    enter(ctx);
    AnswerStream stream = find(ctx);
    long after = position(ctx);
    streams.checkRoom();
    ctx.future(() -> streams.write(ctx, stream, after));
  }

  /** Says whether there is such a stream, without reading it or coming back to it. */
  public void peek(Context ctx) {
    OriginRule.check(ctx);
    find(ctx);
    EventStreams.describe(ctx.res());
  }

  /** Stops a stream, also where its answer had ended. */
  public void stop(Context ctx) {
    enter(ctx);
    find(ctx).stop();
    ctx.status(204);
  }

  /** Takes what the visitor thinks of an answer. */
  public void rate(Context ctx) {
    enter(ctx);
    checkContentType(ctx.header("Content-Type"));
    AnswerStream stream = find(ctx);
    ctx.status(204);
    ctx.future(
        () ->
            body(ctx.req(), FeedbackRequest.MAX_BODY_BYTES)
                .thenAccept(body -> desk.rate(stream, FeedbackRequest.parse(body))));
  }

  private CompletableFuture<byte[]> body(HttpServletRequest request, int maxBytes) {
    try {
      return RequestBody.read(request, maxBytes, BODY_LIMIT, scheduler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void enter(Context ctx) {
    OriginRule.check(ctx);
    visitors.admit(ctx);
  }

  private CompletableFuture<Void> answer(
      Context ctx, byte[] body, @Nullable String idempotencyKey) {
    Question question = ChatRequest.parse(body);
    streams.checkRoom();
    VisitorAsker asker = visitors.asker(ctx);
    Asked asked =
        idempotencyKey == null
            ? desk.ask(question, asker)
            : desk.ask(question, asker, idempotencyKey, Digest.of(body));
    return write(ctx, asked, asker).whenComplete((over, failure) -> asker.release());
  }

  /** Fails in no other way than by what it gives, so that whoever waits for that hears of it. */
  private CompletableFuture<Void> write(Context ctx, Asked asked, VisitorAsker asker) {
    try {
      Visitors.tell(ctx, asker.rateLimit());
      return streams.write(ctx, admitted(asked, asker), 0);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static AnswerStream admitted(Asked asked, VisitorAsker asker) {
    if (asked instanceof Asked.Admitted admitted) {
      return admitted.stream();
    }
    throw new ProblemException(refusal(asked, asker));
  }

  private static Problem refusal(Asked asked, VisitorAsker asker) {
    if (asked instanceof Asked.LineFull full) {
      return Refusals.lineFull(full.retryAfter());
    }
    if (asked instanceof Asked.KeyReused) {
      return Refusals.keyReused();
    }
    return asked instanceof Asked.Limited ? asker.refusal() : Refusals.shuttingDown();
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

  private static @Nullable String idempotencyKey(Context ctx) {
    String key = ctx.header("Idempotency-Key");
    if (key != null && !key.matches("[\\x21-\\x7E]{1,200}")) {
      throw new ProblemException(
          Problem.of(
              400,
              "invalid_idempotency_key",
              "The Idempotency-Key must be 1 to 200 printable ASCII characters without spaces."));
    }
    return key;
  }

  private static void checkContentType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT).strip();
    if (!type.matches("application/json(\\s*;\\s*charset\\s*=\\s*\"?utf-8\"?)?")) {
      throw new ProblemException(
          Problem.of(415, "not_json", "The Content-Type must be application/json, in UTF-8."));
    }
  }
}
