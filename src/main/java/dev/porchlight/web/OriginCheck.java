package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only the bot's own pages, and callers that are no browser, use the chat: the {@code Origin}
 * must be that of the public address or of the {@code Host} (RFC 6454), and the browser must not
 * call the request cross-site (Fetch Metadata).
 *
 * <p>Schemes are compared where the server knows its own. Behind a router that ends TLS it does so
 * by the owner's word, or by that of a trusted proxy, from which only a page without TLS is refused
 * where the visitor has it: another proxy may have ended TLS further out. Safe for use by any
 * thread.
 */
public final class OriginCheck {

  private static final Pattern DEFAULT_PORT = Pattern.compile(":(?:80|443)$");
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

  private static final Logger log = LoggerFactory.getLogger(OriginCheck.class);

  private final SiteNames names;
  private final Throttle oneLineAMinute;
  private final ForwardedProto forwarded;

  /**
   * @param trustedProxies how many proxies in front may say in {@code X-Forwarded-Proto} how the
   *     visitor came
   */
  public OriginCheck(SiteNames names, int trustedProxies, Ticker ticker) {
    this.names = names;
    this.oneLineAMinute = new Throttle(Duration.ofMinutes(1), ticker);
    this.forwarded = new ForwardedProto(trustedProxies);
  }

  /**
   * Checks where the page that asks is from.
   *
   * @throws ProblemException 403 where a page of another site asks
   */
  void check(Context ctx) {
    String origin = ctx.header("Origin");
    if ("cross-site".equalsIgnoreCase(ctx.header("Sec-Fetch-Site"))) {
      log(ctx, "a page of another site asked");
      throw refused("another site's page");
    }
    if (origin != null && !names.isPublicOrigin(origin) && !isOwn(origin, ctx)) {
      log(ctx, "its origin is not the host that it was sent to");
      throw refused("\"" + printable(origin) + "\"");
    }
  }

  private boolean isOwn(String origin, Context ctx) {
    try {
      URI uri = URI.create(origin);
      String scheme = uri.getScheme();
      return scheme != null && isSameHost(uri, ctx.header("Host")) && mayBeOwn(scheme, ctx);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isSameHost(URI origin, @Nullable String host) {
    String authority = origin.getRawAuthority();
    return authority != null
        && host != null
        && withoutDefaultPort(authority).equals(withoutDefaultPort(host));
  }

  private boolean mayBeOwn(String scheme, Context ctx) {
    String own = names.schemeOf(RequestHost.of(ctx).name());
    return own == null
        ? !(scheme.equalsIgnoreCase("http") && forwarded.isHttps(ctx))
        : scheme.equalsIgnoreCase(own);
  }

  private void log(Context ctx, String why) {
    if (oneLineAMinute.tryPass()) {
      String origin = printable(String.valueOf(ctx.header("Origin")));
      String host = ctx.header("Host");
      log.warn(
          "A request with the origin {} for {} was refused: {}. If {} is the address that visitors"
              + " call the chat by, set PUBLIC_URL={}",
          origin,
          host == null ? "no host (the proxy in front passes none)" : "the host " + printable(host),
          why,
          origin,
          origin);
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
