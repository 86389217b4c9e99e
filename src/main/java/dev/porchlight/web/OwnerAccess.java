package dev.porchlight.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.ratelimit.ClientAddress;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whoever shows the owner's bearer token (RFC 6750). After {@value #MAX_FAILURES} wrong
 * ones from an address, that address is refused for a while; no other is. Safe for use by any
 * thread.
 */
public final class OwnerAccess {

  /** A shorter token can be guessed, and opens nothing but the metrics. */
  public static final int MIN_TOKEN_CHARS = 16;

  static final int MAX_FAILURES = 5;
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final int MAX_ADDRESSES = 10_000;
  private static final String SCHEME = "Bearer ";

  private final @Nullable String token;
  private final RateLimitGuard guard;
  private final Cache<ClientAddress, AtomicInteger> failures;

  /**
   * @param token what the owner shows, or null where the owner set none
   * @param guard holds whoever guesses to the limit on requests
   */
  public OwnerAccess(@Nullable String token, RateLimitGuard guard, Ticker ticker) {
    this.token = token;
    this.guard = guard;
    this.failures =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(MEMORY)
            .maximumSize(MAX_ADDRESSES)
            .build();
  }

  /**
   * Lets the owner see the metrics.
   *
   * @throws ProblemException 404 where no token is set, 401 where it is not shown, 429 after too
   *     many wrong ones
   */
  void checkMetrics(Context ctx) {
    check(ctx, 1);
  }

  /**
   * Lets the owner see all else.
   *
   * @throws ProblemException as for the metrics; 404 for a short token too
   */
  void check(Context ctx) {
    check(ctx, MIN_TOKEN_CHARS);
  }

  private void check(Context ctx, int minChars) {
    if (token == null || token.length() < minChars) {
      throw new ProblemException(Problem.notFound());
    }
    guard.admit(ctx);
    ClientAddress address = guard.visitor(ctx);
    AtomicInteger before = failures.getIfPresent(address);
    if (before != null && before.get() >= MAX_FAILURES) {
      throw new ProblemException(
          Problem.of(429, "too_many_failures", "There were too many wrong tokens; wait a while.")
              .retryAfter(MEMORY.toSeconds()));
    }
    String shown = ctx.header("Authorization");
    if (!isShown(token, shown)) {
      if (shown != null) {
        failures.get(address, unknown -> new AtomicInteger()).incrementAndGet();
      }
      ctx.header("WWW-Authenticate", "Bearer");
      throw new ProblemException(
          Problem.of(401, "not_the_owner", "The owner's token is needed here."));
    }
  }

  /** Takes the same time wherever the token is wrong. A scheme's case means nothing (RFC 9110). */
  private static boolean isShown(String token, @Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(UTF_8);
    return MessageDigest.isEqual(shown, token.getBytes(UTF_8));
  }
}
