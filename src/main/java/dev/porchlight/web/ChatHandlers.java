package dev.porchlight.web;

import dev.porchlight.answer.AskResult;
import dev.porchlight.answer.Question;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.encoding.Sha256;
import dev.porchlight.ratelimit.Reservation;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a chat: {@code POST /chat} asks, {@code GET /chat/{id}} reads on, {@code DELETE
 * /chat/{id}} stops, {@code POST /chat/{id}/feedback} rates. Safe for use by any thread.
 */
public final class ChatHandlers {

  private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}");

  private final QuestionDispatcher dispatcher;
  private final EventStreamRegistry eventStreams;
  private final OriginCheck originCheck;
  private final RateLimitGuard guard;
  private final RequestBodyReader bodies;

  public ChatHandlers(
      QuestionDispatcher dispatcher,
      EventStreamRegistry eventStreams,
      OriginCheck originCheck,
      RateLimitGuard guard,
      RequestBodyReader bodies) {
    this.dispatcher = dispatcher;
    this.eventStreams = eventStreams;
    this.originCheck = originCheck;
    this.guard = guard;
    this.bodies = bodies;
  }

  /** Takes a question and streams its answer. */
  public void ask(Context ctx) {
    enter(ctx);
    RequestContent.checkJson(ctx);
    String idempotencyKey = IdempotencyKey.of(ctx);
    ctx.future(
        () ->
            bodies
                .read(ctx, ChatRequest.MAX_BODY_BYTES)
                .thenCompose(body -> answer(ctx, body, idempotencyKey)));
  }

  /** Streams what came after a position. */
  public void resume(Context ctx) {
    enter(ctx);
    ctx.future(
        () ->
            find(ctx)
                .thenCompose(
                    subscription -> {
                      long after = position(ctx);
                      return inPlace(ctx, () -> eventStreams.write(ctx, subscription, after));
                    }));
  }

  /** Says whether there is such a stream, without reading it or coming back to it. */
  public void peek(Context ctx) {
    enter(ctx);
    ctx.future(() -> find(ctx).thenAccept(found -> EventStreamRegistry.describe(ctx.res())));
  }

  /** Stops a stream, also where its answer had ended. */
  public void stop(Context ctx) {
    enter(ctx);
    ctx.future(
        () ->
            dispatcher
                .stop(ctx.pathParam("id"))
                .thenAccept(
                    isThere -> {
                      if (!isThere) {
                        throw gone();
                      }
                      ctx.status(204);
                    })
                .toCompletableFuture());
  }

  /** Takes what the visitor thinks of an answer. */
  public void rate(Context ctx) {
    enter(ctx);
    RequestContent.checkJson(ctx);
    ctx.future(
        () ->
            find(ctx)
                .thenCompose(
                    subscription ->
                        bodies
                            .read(ctx, FeedbackRequest.MAX_BODY_BYTES)
                            .thenAccept(
                                body -> {
                                  dispatcher.rate(subscription, FeedbackRequest.parse(body));
                                  ctx.status(204);
                                })));
  }

  private void enter(Context ctx) {
    originCheck.check(ctx);
    guard.admit(ctx);
  }

  private CompletableFuture<Void> answer(
      Context ctx, byte[] body, @Nullable String idempotencyKey) {
    Question question = ChatRequest.parse(body);
    return inPlace(ctx, () -> answer(ctx, question, body, idempotencyKey));
  }

  private CompletableFuture<Void> answer(
      Context ctx, Question question, byte[] body, @Nullable String idempotencyKey) {
    RequestQuota quota = guard.asker(ctx);
    CompletionStage<AskResult> asked =
        idempotencyKey == null
            ? dispatcher.ask(question, quota)
            : dispatcher.ask(question, quota, idempotencyKey, Sha256.of(body));
    return asked.thenCompose(result -> write(ctx, result, quota)).toCompletableFuture();
  }

  /** Takes a place for a stream, and gives it back when the stream is over. */
  private CompletableFuture<Void> inPlace(Context ctx, Supplier<CompletableFuture<Void>> stream) {
    eventStreams.checkRoom();
    Reservation place = guard.openStream(ctx);
    try {
      return stream.get().whenComplete((over, failure) -> place.giveBack());
    } catch (RuntimeException e) {
      place.giveBack();
      throw e;
    }
  }

  /** Fails in no other way than by what it gives, so that whoever waits for that hears of it. */
  private CompletableFuture<Void> write(Context ctx, AskResult result, RequestQuota quota) {
    try {
      RateLimitGuard.addFields(ctx, quota.rateLimit());
      return eventStreams.write(ctx, admitted(result), 0);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Subscription admitted(AskResult result) {
    if (result instanceof AskResult.Admitted admitted) {
      return admitted.subscription();
    }
    throw new ProblemException(refusal(result));
  }

  private static Problem refusal(AskResult result) {
    if (result instanceof AskResult.QueueFull full) {
      return RefusalProblems.queueFull(full.retryAfter());
    }
    if (result instanceof AskResult.KeyReused) {
      return RefusalProblems.keyReused();
    }
    return result instanceof AskResult.Limited limited
        ? RefusalProblems.ofQuestion(limited.refusal())
        : RefusalProblems.shuttingDown();
  }

  /** Fails where there is no such stream. */
  private CompletableFuture<Subscription> find(Context ctx) {
    return dispatcher
        .find(ctx.pathParam("id"))
        .thenApply(
            found -> {
              if (found == null) {
                throw gone();
              }
              return found;
            })
        .toCompletableFuture();
  }

  private static ProblemException gone() {
    return new ProblemException(
        Problem.of(404, "answer_gone", "There is no such answer, or it is gone."));
  }

  private static long position(Context ctx) {
    String lastEventId = ctx.header("Last-Event-ID");
    String given = lastEventId == null ? ctx.queryParam("after") : lastEventId;
    if (given == null) {
      return 0;
    }
    if (!POSITION.matcher(given).matches()) {
      throw EventStreamRegistry.invalidPosition("a whole number from 0 is expected.");
    }
    return Long.parseLong(given);
  }
}
