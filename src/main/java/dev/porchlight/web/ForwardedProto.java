package dev.porchlight.web;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scheme that the visitor called by, as the outermost trusted proxy wrote it in {@code
 * X-Forwarded-Proto}.
 *
 * @param trustedProxies how many proxies in front may say so; 0: the header is not read
 */
record ForwardedProto(int trustedProxies) {

  /** In lower case; null where no trusted proxy says it. */
  @Nullable String of(Context ctx) {
    List<String> lines = Collections.list(ctx.req().getHeaders("X-Forwarded-Proto"));
    if (trustedProxies == 0 || lines.isEmpty()) {
      return null;
    }
    String[] schemes = String.join(",", lines).split(",", -1);
    return schemes[Math.max(0, schemes.length - trustedProxies)].strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the visitor called by TLS. */
  boolean isHttps(Context ctx) {
    return "https".equals(of(ctx));
  }
}
