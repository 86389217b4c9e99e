package dev.porchlight.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What only the owner may see, who shows a bearer token (RFC 6750). Without one set, there is
 * nothing to see.
 */
public final class OwnerHandlers {

  private final @Nullable String token;
  private final Supplier<String> metrics;

  /**
   * @param token what the owner shows, or null where the owner set none
   * @param metrics gives them in Prometheus' text format
   */
  public OwnerHandlers(@Nullable String token, Supplier<String> metrics) {
    this.token = token;
    this.metrics = metrics;
  }

  public void metrics(Context ctx) {
    checkOwner(ctx);
    ctx.header("Cache-Control", "no-store")
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(metrics.get());
  }

  private void checkOwner(Context ctx) {
    if (token == null) {
      throw new ProblemException(Problem.notFound());
    }
    String given = ctx.header("Authorization");
    byte[] expected = ("Bearer " + token).getBytes(UTF_8);
    if (given == null || !MessageDigest.isEqual(expected, given.getBytes(UTF_8))) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new ProblemException(
          Problem.of(401, "not_the_owner", "The owner's token is needed here."));
    }
  }
}
