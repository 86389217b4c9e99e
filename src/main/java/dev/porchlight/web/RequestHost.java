package dev.porchlight.web;

import dev.porchlight.ratelimit.ClientAddress;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host that a request was sent to, as its {@code Host} says.
 *
 * @param name in lower case, without a port; an IPv6 literal is in brackets; empty where there is
 *     none
 */
record RequestHost(String name) {

  private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");

  static RequestHost of(Context ctx) {
    return of(ctx.header("Host"));
  }

  static RequestHost of(@Nullable String host) {
    String given = host == null ? "" : host.strip().toLowerCase(Locale.ROOT);
    String name = PORT.matcher(given).replaceFirst("");
    return new RequestHost(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  /**
   * Whether no name service was asked for it, so that nobody can have let a name of their own point
   * here: {@code localhost}, a literal address, or none, which no browser sends.
   */
  boolean isUnnamed() {
    return name.isEmpty() || name.equals("localhost") || ClientAddress.isLiteral(name);
  }
}
