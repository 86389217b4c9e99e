package dev.porchlight.web;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each request by its route, never by its words, its query or a stream's id. */
public final class RequestLog {

  private static final Logger log = LoggerFactory.getLogger("request");

  private RequestLog() {}

  /** Called when the response is over, a stream's too. */
  public static void log(Context ctx, float millis) {
    log.atInfo()
        .addKeyValue("method", ctx.method())
        .addKeyValue("route", route(ctx))
        .addKeyValue("status", ctx.statusCode())
        .addKeyValue("ms", Math.round(millis))
        .log("request");
  }

  static String route(Context ctx) {
    Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
    return endpoint == null ? "(file)" : endpoint.path;
  }
}
