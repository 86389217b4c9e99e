package dev.porchlight.web;

import dev.porchlight.answer.QuotaHolder;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.ratelimit.Reservation;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the rate limits to requests, by client address. Safe for use by any thread. */
public final class RateLimitGuard {

  private static final Logger log = LoggerFactory.getLogger(RateLimitGuard.class);

  private final ClientAddressResolver addressResolver;
  private final RateLimiter rateLimiter;
  private final AtomicBoolean isUntrustedSaid = new AtomicBoolean();

  public RateLimitGuard(ClientAddressResolver addressResolver, RateLimiter rateLimiter) {
    this.addressResolver = addressResolver;
    this.rateLimiter = rateLimiter;
  }

  /**
   * Charges a request of any kind.
   *
   * @throws ProblemException 429 where there were far too many
   */
  void admit(Context ctx) {
    if (rateLimiter.tryRequest(visitor(ctx)) instanceof RateLimitDecision.Refused refused) {
      addFields(ctx, refused.rateLimit());
      throw new ProblemException(
          RefusalProblems.limited(refused, "too_many_requests", "There were too many requests."));
    }
  }

  /**
   * Takes a place for a stream that is about to be read.
   *
   * @return given back when it is closed
   * @throws ProblemException 429 where the visitor has too many open
   */
  Reservation openStream(Context ctx) {
    return reservation(
        rateLimiter.tryOpenStream(visitor(ctx)), RefusalProblems::tooManyOpenStreams);
  }

  /**
   * Takes memory for a body that is about to be read.
   *
   * @return given back when it has been read
   * @throws ProblemException 429 where the visitor sends too much at once
   */
  Reservation receive(Context ctx, int bytes) {
    return reservation(
        rateLimiter.tryReceive(visitor(ctx), bytes), RefusalProblems::tooManyBodyBytes);
  }

  /**
   * Charges a message to the owner.
   *
   * @return given back when it is not taken, or {@link ProblemException} 429 where the visitor left
   *     too many
   */
  CompletionStage<Reservation> leaveMessage(Context ctx) {
    return rateLimiter
        .tryMessage(visitor(ctx))
        .thenApply(decision -> reservation(decision, RefusalProblems::tooManyMessages));
  }

  RequestQuota asker(Context ctx) {
    return new RequestQuota(visitor(ctx), rateLimiter);
  }

  /**
   * Who asked a question on another machine.
   *
   * @param key what the visitor's limits go by
   */
  public QuotaHolder asker(String key) {
    return new RequestQuota(ClientAddress.ofKey(key), rateLimiter);
  }

  /** Adds the rate limit fields to the response, where the owner set limits. */
  static void addFields(Context ctx, RateLimitFields rateLimit) {
    if (!rateLimit.isEmpty()) {
      ctx.header(RateLimitFields.POLICY_FIELD, rateLimit.policyField());
      ctx.header(RateLimitFields.FIELD, rateLimit.field());
    }
  }

  private static Reservation reservation(
      RateLimitDecision decision, Function<RateLimitDecision.Refused, Problem> refusal) {
    if (decision instanceof RateLimitDecision.Admitted admitted) {
      return admitted.reservation();
    }
    throw new ProblemException(refusal.apply((RateLimitDecision.Refused) decision));
  }

  /** The visitor that a request counts for. */
  ClientAddress visitor(Context ctx) {
    List<String> forwardedFor = Collections.list(ctx.req().getHeaders("X-Forwarded-For"));
    boolean isUntrusted = !forwardedFor.isEmpty() && addressResolver.trustedProxies() == 0;
    if (isUntrusted && isUntrustedSaid.compareAndSet(false, true)) {
      log.warn(
          "Requests carry X-Forwarded-For, but TRUSTED_PROXIES is 0. If a proxy of yours is in front,"
              + " all visitors share one limit: set TRUSTED_PROXIES=1, or to how many there are.");
    }
    return addressResolver.visitor(ctx.req().getRemoteAddr(), forwardedFor);
  }
}
