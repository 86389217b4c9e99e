package dev.porchlight.web;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only the bot's own pages, and callers that are no browser, use the chat: the {@code Origin}
 * must be that of the {@code Host} (RFC 6454), and the browser must not call the request cross-site
 * (Fetch Metadata).
 *
 * <p>Hosts are compared, not schemes: behind a router that ends TLS the server does not know its
 * own.
 */
final class OriginCheck {

  private static final Pattern DEFAULT_PORT = Pattern.compile(":(?:80|443)$");
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

  private OriginCheck() {}

  /**
   * @throws ProblemException 403 where a page of another site asks
   */
  static void check(Context ctx) {
    if ("cross-site".equalsIgnoreCase(ctx.header("Sec-Fetch-Site"))) {
      throw refused("another site's page");
    }
    String origin = ctx.header("Origin");
    if (origin != null && !isSameHost(origin, ctx.header("Host"))) {
      throw refused("\"" + printable(origin) + "\"");
    }
  }

  private static boolean isSameHost(String origin, @Nullable String host) {
    try {
      URI uri = URI.create(origin);
      String authority = uri.getRawAuthority();
      return authority != null
          && host != null
          && withoutDefaultPort(authority).equals(withoutDefaultPort(host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withoutDefaultPort(String authority) {
    return DEFAULT_PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  private static String printable(String origin) {
    return NOT_PRINTABLE
        .matcher(origin)
        .replaceAll("?")
        .substring(0, Math.min(100, origin.length()));
  }

  private static ProblemException refused(String who) {
    return new ProblemException(
        Problem.of(
            403,
            "origin_refused",
            "The request came from "
                + who
                + "; only pages of this server's own origin may ask it."));
  }
}
