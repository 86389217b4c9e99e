package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers only under the owner's names, so that nobody serves the bot under a name of their own, or
 * lets a name of theirs point at it once their page is loaded (DNS rebinding). {@code localhost}
 * and literal addresses are always taken, and a host's probes are not asked.
 *
 * <p>Where no name is set, any is accepted but for one case: a browser on this machine that calls
 * without a proxy. That is somebody who tries the bot, and their own pages call it by no name. Safe
 * for use by any thread.
 */
public final class HostCheck {

  private static final Logger log = LoggerFactory.getLogger(HostCheck.class);

  private static final Set<String> PROBES = Set.of("/healthz", "/readyz");

  private final SiteNames names;
  private final int trustedProxies;
  private final Throttle oneLineAMinute;
  private final AtomicReference<@Nullable String> firstName = new AtomicReference<>();
  private final AtomicBoolean secondIsSaid = new AtomicBoolean();

  public HostCheck(SiteNames names, int trustedProxies, Ticker ticker) {
    this.names = names;
    this.trustedProxies = trustedProxies;
    this.oneLineAMinute = new Throttle(Duration.ofMinutes(1), ticker);
  }

  /**
   * Checks which host a request was sent to.
   *
   * @throws ProblemException 421 where it was sent to a host that is not the owner's
   */
  public void check(Context ctx) {
    RequestHost host = RequestHost.of(ctx);
    if (PROBES.contains(ctx.path()) || host.isUnnamed()) {
      return;
    }
    boolean isTaken =
        names.isEmpty() ? !isFromBrowserOnThisMachine(ctx) : names.contains(host.name());
    if (!isTaken) {
      throw refused(host.name());
    }
    if (names.isEmpty()) {
      notice(host.name());
    }
  }

  private boolean isFromBrowserOnThisMachine(Context ctx) {
    String origin = ctx.header("Origin");
    return origin != null && Peer.isOnLoopback(ctx) && !isForwarded(ctx, origin);
  }

  /**
   * Whether a proxy brought it. A page's script can set these headers too, but not without a proxy
   * make its page's origin one of https; so plain http counts only where the owner trusts a proxy.
   */
  private boolean isForwarded(Context ctx, String origin) {
    boolean canBeTrusted = trustedProxies > 0 || origin.startsWith("https:");
    return canBeTrusted && Peer.saysThatItForwards(ctx);
  }

  /** Logs once that requests name more than one host. */
  private void notice(String name) {
    if (!SiteNames.isHostName(name) || firstName.compareAndSet(null, name)) {
      return;
    }
    String first = firstName.get();
    if (!name.equals(first) && secondIsSaid.compareAndSet(false, true)) {
      log.warn(
          "Requests come for {} and for {}. If one of the names is not yours, set ALLOWED_HOSTS to"
              + " those that are, such as ALLOWED_HOSTS={}; requests for others are refused then.",
          first,
          name,
          first);
    }
  }

  private ProblemException refused(String name) {
    boolean isName = SiteNames.isHostName(name);
    if (oneLineAMinute.tryPass()) {
      log.warn(
          "A request for {} was refused. {}",
          isName ? name : "a host that is no host name",
          isName
              ? "If the name is yours, set " + names.settingWith(name)
              : "The names that are taken are in PUBLIC_URL and ALLOWED_HOSTS.");
    }
    return new ProblemException(
        Problem.of(
            421,
            "host_refused",
            "This server does not answer for "
                + (isName ? "the host \"" + name + "\"" : "that host")
                + "; its owner can allow it with PUBLIC_URL or ALLOWED_HOSTS."));
  }
}
