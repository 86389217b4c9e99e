package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.encoding.HeaderText;
import dev.porchlight.encoding.WholeSeconds;
import dev.porchlight.ratelimit.ClientAddress;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whoever shows the owner's token, as a bearer token (RFC 6750) or by a session that was
 * begun with it. After five wrong tokens from an address, that address is refused for a while; no
 * other is, and neither is a session. Safe for use by any thread.
 */
public final class OwnerAccess {

  /** A shorter token can be guessed, and opens nothing but the metrics. */
  public static final int MIN_TOKEN_CHARS = 16;

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final @Nullable OwnerToken token;
  private final @Nullable OwnerSessions sessions;
  private final RateLimitGuard guard;
  private final OriginCheck originCheck;
  private final FailedAttempts failures;

  /**
   * @param token what the owner shows, or null where the owner set none
   * @param guard holds whoever guesses to the limit on requests
   * @param originCheck tells the owner's page from others that use the owner's session
   * @param clock tells when a session ends, by the time that all machines share
   * @param ticker tells how long ago a wrong token was shown
   */
  public OwnerAccess(
      @Nullable String token,
      RateLimitGuard guard,
      OriginCheck originCheck,
      InstantSource clock,
      Ticker ticker) {
    this.token = token == null ? null : new OwnerToken(token);
    this.sessions = this.token == null ? null : new OwnerSessions(this.token, clock);
    this.guard = guard;
    this.originCheck = originCheck;
    this.failures = new FailedAttempts(ticker);
  }

  /**
   * Checks that a token can be shown.
   *
   * @throws IllegalArgumentException if it can't be sent in a header; the message does not hold it
   */
  public static void checkToken(String token) {
    if (!HeaderText.isPrintableAscii(token)) {
      throw new IllegalArgumentException(
          "the token is not printable ASCII without spaces, and so can't be sent in a header");
    }
  }

  /**
   * Lets the owner see the metrics.
   *
   * @throws ProblemException 404 where no token is set, 401 where it is not shown, 429 after too
   *     many wrong ones
   */
  void checkMetrics(Context ctx) {
    checkBearer(ctx, open(1));
  }

  /** Whether there are pages for the owner at all. */
  public boolean isOpen() {
    return token != null && token.length() >= MIN_TOKEN_CHARS;
  }

  /**
   * Checks that there are pages for the owner at all.
   *
   * @throws ProblemException 404 where no token is set, or one that can be guessed
   */
  void checkOpen() {
    var unused = open(MIN_TOKEN_CHARS);
  }

  /**
   * Lets the owner see and do all else.
   *
   * @throws ProblemException as for the metrics; 404 for a short token too; 403 where another page
   *     than the owner's uses a session to change something
   */
  void check(Context ctx) {
    OwnerToken set = open(MIN_TOKEN_CHARS);
    if (ctx.header("Authorization") == null && sessionEnd(ctx) != null) {
      guard.admit(ctx);
      checkForgery(ctx);
      return;
    }
    checkBearer(ctx, set);
  }

  /** When the session that a request shows ends, or null where it shows none. */
  @Nullable Instant sessionEnd(Context ctx) {
    OwnerSessions signed = Objects.requireNonNull(sessions);
    return OwnerCookie.valuesOf(ctx).stream()
        .map(signed::endOf)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * Begins a session.
   *
   * @param shown what is said to be the token
   * @return what the browser is to keep
   * @throws ProblemException 401 where it is not, 429 after too many wrong ones
   */
  String signIn(Context ctx, String shown) {
    OwnerToken set = open(MIN_TOKEN_CHARS);
    checkFailures(ctx);
    if (!set.is(shown)) {
      failures.add(guard.visitor(ctx));
      throw new ProblemException(
          Problem.of(401, "not_the_owner", "That is not the owner's token."));
    }
    return Objects.requireNonNull(sessions).start();
  }

  private OwnerToken open(int minChars) {
    OwnerToken set = token;
    if (set == null || set.length() < minChars) {
      throw new ProblemException(Problem.notFound());
    }
    return set;
  }

  private void checkBearer(Context ctx, OwnerToken set) {
    guard.admit(ctx);
    checkFailures(ctx);
    String shown = ctx.header("Authorization");
    if (!set.isIn(shown)) {
      if (shown != null) {
        failures.add(guard.visitor(ctx));
      }
      ctx.header("WWW-Authenticate", "Bearer");
      throw new ProblemException(
          Problem.of(401, "not_the_owner", "The owner's token is needed here."));
    }
  }

  private void checkFailures(Context ctx) {
    ClientAddress address = guard.visitor(ctx);
    Duration wait = failures.waitOf(address);
    if (wait != null) {
      throw new ProblemException(
          Problem.of(429, "too_many_failures", "There were too many wrong tokens; wait a while.")
              .retryAfter(WholeSeconds.roundedUp(wait)));
    }
  }

  /**
   * Where a session changes something, the browser has to say that the owner's page asks for it: a
   * page of a sibling host counts as the same site, so that {@code SameSite} does not stop it.
   */
  private void checkForgery(Context ctx) {
    if (READING.contains(ctx.req().getMethod())) {
      return;
    }
    originCheck.check(ctx);
    if (ctx.header("Origin") == null) {
      throw new ProblemException(
          Problem.of(
              403,
              "origin_refused",
              "A request that changes something with the owner's session must name its Origin."));
    }
  }
}
