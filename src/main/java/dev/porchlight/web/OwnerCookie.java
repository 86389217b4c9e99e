package dev.porchlight.web;

import io.javalin.http.Context;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cookie that holds the owner's session. It names no path: a browser then sends it below the
 * path of the page alone ({@code /owner}, or {@code /bot/owner} below a path of the owner's site),
 * which it knows better than the server behind a proxy does (RFC 6265, section 5.1.4).
 */
final class OwnerCookie {

  /** Browsers take it by TLS alone (RFC 6265bis, section 4.1.3.1). */
  private static final String SECURE = "__Secure-porchlight-owner";

  /** On loopback, where not every browser takes a secure cookie. */
  private static final String LOCAL = "porchlight-owner";

  private static final String ATTRIBUTES = "; HttpOnly; SameSite=Strict; Max-Age=";

  private OwnerCookie() {}

  /** Lets the browser keep a session. */
  static void set(Context ctx, String session, Transport transport, Duration lifetime) {
    add(ctx, transport == Transport.HTTPS, session, lifetime.toSeconds());
  }

  /** Lets the browser forget it, whichever it has. */
  static void clear(Context ctx) {
    add(ctx, true, "", 0);
    add(ctx, false, "", 0);
  }

  /** What the browser sent under either name; anybody may have written it. */
  static List<String> valuesOf(Context ctx) {
    Cookie[] cookies = ctx.req().getCookies();
    return cookies == null
        ? List.of()
        : Stream.of(cookies)
            .filter(cookie -> cookie.getName().equals(SECURE) || cookie.getName().equals(LOCAL))
            .map(Cookie::getValue)
            .toList();
  }

  private static void add(Context ctx, boolean isSecure, String value, long maxAgeSeconds) {
    String cookie = (isSecure ? SECURE : LOCAL) + "=" + value + ATTRIBUTES + maxAgeSeconds;
    ctx.res().addHeader("Set-Cookie", isSecure ? cookie + "; Secure" : cookie);
  }
}
