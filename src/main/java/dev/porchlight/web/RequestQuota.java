package dev.porchlight.web;

import dev.porchlight.answer.QuotaHolder;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.ratelimit.Reservation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One visitor with one question: charged for a new answer, and for a place while its calls run. For
 * one request.
 */
final class RequestQuota implements QuotaHolder {

  private final ClientAddress address;
  private final RateLimiter rateLimiter;
  private volatile @Nullable Reservation question;
  private volatile @Nullable Reservation stream;
  private volatile @Nullable RateLimitFields rateLimit;

  RequestQuota(ClientAddress address, RateLimiter rateLimiter) {
    this.address = address;
    this.rateLimiter = rateLimiter;
  }

  @Override
  public String key() {
    return address.key();
  }

  @Override
  public CompletionStage<RateLimitDecision> charge() {
    return rateLimiter
        .checkTokens(address)
        .thenCompose(tokens -> isRefused(tokens) ? now(tokens) : takePlace());
  }

  /** Where the visitor has no place left, one that the other machine holds still counts for it. */
  @Override
  public CompletionStage<Void> goOn() {
    return tryStream().thenAccept(place -> {});
  }

  @Override
  public void spent(long tokens) {
    rateLimiter.spendTokens(address, tokens);
  }

  @Override
  public void refund() {
    giveBack(question);
    giveBack(stream);
    rateLimit = null;
  }

  @Override
  public void callsEnded() {
    giveBack(stream);
  }

  /** What is left of the questions. */
  RateLimitFields rateLimit() {
    RateLimitFields charged = rateLimit;
    return charged == null ? rateLimiter.remainingQuestions(address) : charged;
  }

  private CompletionStage<RateLimitDecision> takePlace() {
    return tryStream()
        .thenCompose(
            place -> place instanceof RateLimitDecision.Admitted ? chargeQuestion() : now(place));
  }

  private CompletionStage<RateLimitDecision> tryStream() {
    return rateLimiter
        .tryStream(address)
        .thenApply(
            place -> {
              if (place instanceof RateLimitDecision.Admitted admitted) {
                stream = admitted.reservation();
              }
              return place;
            });
  }

  private CompletionStage<RateLimitDecision> chargeQuestion() {
    return rateLimiter
        .tryQuestion(address)
        .thenApply(
            decision -> {
              rateLimit = decision.rateLimit();
              if (decision instanceof RateLimitDecision.Admitted charged) {
                question = charged.reservation();
              } else {
                giveBack(stream);
              }
              return decision;
            });
  }

  private static boolean isRefused(RateLimitDecision decision) {
    return decision instanceof RateLimitDecision.Refused;
  }

  private static CompletionStage<RateLimitDecision> now(RateLimitDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }

  private static void giveBack(@Nullable Reservation reservation) {
    if (reservation != null) {
      reservation.giveBack();
    }
  }
}
