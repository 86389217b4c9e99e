package dev.porchlight.web;

import dev.porchlight.answer.AnswerUnreachableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where an exception becomes a response: a problem document that reveals nothing of
 * our insides.
 */
public final class ExceptionMapper {

  private static final Logger log = LoggerFactory.getLogger(ExceptionMapper.class);

  /** Those whose body is not read to its end, so that the connection can't be used again. */
  private static final Set<Integer> LEAVES_THE_BODY = Set.of(408, 413, 501);

  private ExceptionMapper() {}

  public static void declare(RoutesConfig routes) {
    routes.exception(ProblemException.class, (e, ctx) -> respond(ctx, e.problem()));
    routes.exception(MethodNotAllowedResponse.class, ExceptionMapper::methodNotAllowed);
    routes.exception(NotFoundResponse.class, (e, ctx) -> respond(ctx, Problem.notFound()));
    routes.exception(
        HttpResponseException.class, (e, ctx) -> respond(ctx, problemOf(e.getStatus())));
    routes.exception(
        AnswerUnreachableException.class,
        (e, ctx) -> respond(ctx, RefusalProblems.answerUnreachable()));
    routes.exception(CompletionException.class, (e, ctx) -> respond(ctx, causeOf(e, ctx)));
    routes.exception(Exception.class, (e, ctx) -> respond(ctx, unexpected(e, ctx)));
  }

  private static void methodNotAllowed(MethodNotAllowedResponse e, Context ctx) {
    ctx.header("Allow", e.getDetails().getOrDefault("availableMethods", ""));
    respond(ctx, problemOf(405));
  }

  private static void respond(Context ctx, Problem problem) {
    if (ctx.res().isCommitted()) {
      return;
    }
    Long retryAfterSeconds = problem.retryAfterSeconds();
    if (retryAfterSeconds != null) {
      ctx.header("Retry-After", Long.toString(retryAfterSeconds));
    }
    if (LEAVES_THE_BODY.contains(problem.status())) {
      ctx.header("Connection", "close");
    }
    ctx.status(problem.status())
        .header("Cache-Control", "no-store")
        .contentType(Problem.CONTENT_TYPE)
        .result(problem.json());
  }

  private static Problem causeOf(CompletionException e, Context ctx) {
    if (e.getCause() instanceof AnswerUnreachableException) {
      return RefusalProblems.answerUnreachable();
    }
    return e.getCause() instanceof ProblemException problem
        ? problem.problem()
        : unexpected(e, ctx);
  }

  private static Problem unexpected(Exception e, Context ctx) {
    log.atError()
        .addKeyValue("method", ctx.method())
        .addKeyValue("route", RequestLog.route(ctx))
        .setCause(e)
        .log("a request failed");
    return Problem.of(500, "internal_error", "Something went wrong here.");
  }

  private static Problem problemOf(int status) {
    return switch (status) {
      case 405 -> Problem.of(405, "method_not_allowed", "This address does not take the method.");
      case 404 -> Problem.notFound();
      default -> Problem.of(status, "refused", "The request was refused.");
    };
  }
}
