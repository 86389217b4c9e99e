package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner of a site that shows the chat in a frame without being allowed to, where the
 * browser shows nothing. Safe for use by any thread.
 */
public final class FrameNotice {

  private static final Logger log = LoggerFactory.getLogger(FrameNotice.class);
  private static final Pattern ORIGIN =
      Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?");

  private final List<String> allowedOrigins;
  private final SiteNames names;
  private final Throttle oneLineAMinute;

  /**
   * @param allowedOrigins the sites that may frame the page
   */
  public FrameNotice(List<String> allowedOrigins, SiteNames names, Ticker ticker) {
    this.allowedOrigins = allowedOrigins;
    this.names = names;
    this.oneLineAMinute = new Throttle(Duration.ofMinutes(1), ticker);
  }

  /** Looks at who asks for the page. */
  public void check(Context ctx) {
    if (!"iframe".equals(ctx.header("Sec-Fetch-Dest"))) {
      return;
    }
    String site = siteOf(ctx);
    if (site != null && !isAllowed(site) && !isOwn(site, ctx) && oneLineAMinute.tryPass()) {
      log.warn(
          "{} shows the chat in a frame, which the browser does not let it, since ALLOWED_ORIGINS"
              + " does not name it. If that is a site of yours, set ALLOWED_ORIGINS={}",
          site,
          String.join(",", Stream.concat(allowedOrigins.stream(), Stream.of(site)).toList()));
    }
  }

  /** As the embedding script says, else as the browser does; null where neither does. */
  private static @Nullable String siteOf(Context ctx) {
    String named = ctx.queryParam("embed");
    if (named != null && ORIGIN.matcher(named).matches()) {
      return named.toLowerCase(Locale.ROOT);
    }
    try {
      URI referer = URI.create(String.valueOf(ctx.header("Referer")));
      String origin = referer.getScheme() + "://" + referer.getRawAuthority();
      return ORIGIN.matcher(origin).matches() ? origin.toLowerCase(Locale.ROOT) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isAllowed(String site) {
    return allowedOrigins.stream()
        .anyMatch(allowed -> covers(allowed.toLowerCase(Locale.ROOT), site));
  }

  private static boolean covers(String allowed, String site) {
    int wildcard = allowed.indexOf("*.");
    return wildcard < 0
        ? allowed.equals(site)
        : site.startsWith(allowed.substring(0, wildcard))
            && site.endsWith(allowed.substring(wildcard + 1));
  }

  private boolean isOwn(String site, Context ctx) {
    return names.isPublicOrigin(site)
        || site.endsWith("://" + String.valueOf(ctx.header("Host")).toLowerCase(Locale.ROOT));
  }
}
