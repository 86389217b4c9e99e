package dev.porchlight.web;

import dev.porchlight.ratelimit.ClientAddress;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a request came. A browser tells it by the {@code Origin} of its page, which sees
 * past all proxies and the bridges of containers; whoever else calls is known by a trusted proxy's
 * word, by the owner's, or by the socket. Safe for use by any thread.
 *
 * @param names with the scheme of the public address
 * @param forwarded what a trusted proxy says
 */
record TransportCheck(SiteNames names, ForwardedProto forwarded) {

  /** How it came; an {@code Origin} has to have been checked to be the server's own. */
  Transport of(Context ctx) {
    String origin = ctx.header("Origin");
    return origin == null ? ofCaller(ctx) : ofPage(origin);
  }

  private static Transport ofPage(String origin) {
    try {
      URI page = URI.create(origin);
      if ("https".equalsIgnoreCase(page.getScheme())) {
        return Transport.HTTPS;
      }
      return isLoopback(page.getHost()) ? Transport.LOOPBACK : Transport.PLAIN;
    } catch (IllegalArgumentException e) {
      return Transport.PLAIN;
    }
  }

  /** As browsers have it (Secure Contexts, section 3.1). */
  private static boolean isLoopback(@Nullable String host) {
    String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || (name.startsWith("127.") && ClientAddress.isLiteral(name));
  }

  private Transport ofCaller(Context ctx) {
    String said = forwarded.of(ctx);
    if (said != null) {
      return said.equals("https") ? Transport.HTTPS : Transport.PLAIN;
    }
    if ("https".equals(names.schemeOf(RequestHost.of(ctx).name()))) {
      return Transport.HTTPS;
    }
    return Peer.isOnLoopback(ctx) && !Peer.saysThatItForwards(ctx)
        ? Transport.LOOPBACK
        : Transport.PLAIN;
  }
}
