package dev.porchlight.web;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs each request by its route, never by its words, its query or a stream's id; at debug where
 * nothing is to be noticed, since each question has a line of its own.
 */
public final class RequestLog {

  private static final Logger log = LoggerFactory.getLogger("request");

  private RequestLog() {}

  /** Called when the response is over, a stream's too. */
  public static void log(Context ctx, float millis) {
    boolean isError = ctx.statusCode() >= HttpStatus.BAD_REQUEST_400;
    log.atLevel(isError ? Level.INFO : Level.DEBUG)
        .addKeyValue("status", ctx.statusCode())
        .addKeyValue("ms", Math.round(millis))
        .log("{} {}", ctx.method(), route(ctx));
  }

  static String route(Context ctx) {
    Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
    return endpoint == null ? "(file)" : endpoint.path;
  }
}
