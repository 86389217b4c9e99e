package dev.porchlight.web;

import dev.porchlight.answer.QuotaHolder;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.ratelimit.Reservation;
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
  private @Nullable Problem refusal;
  private volatile @Nullable RateLimitFields rateLimit;

  RequestQuota(ClientAddress address, RateLimiter rateLimiter) {
    this.address = address;
    this.rateLimiter = rateLimiter;
  }

  @Override
  public String key() {
    return address.toString();
  }

  @Override
  public boolean charge() {
    if (rateLimiter.tryStream(address) instanceof RateLimitDecision.Admitted place) {
      stream = place.reservation();
      return hasTokens() && chargeQuestion();
    }
    refusal = RefusalProblems.tooManyStreams();
    return false;
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

  /** Why {@link #charge} refused. */
  Problem refusal() {
    return refusal == null ? RefusalProblems.tooManyStreams() : refusal;
  }

  /** What is left of the questions. */
  RateLimitFields rateLimit() {
    RateLimitFields charged = rateLimit;
    return charged == null ? rateLimiter.remainingQuestions(address) : charged;
  }

  private boolean hasTokens() {
    if (rateLimiter.checkTokens(address) instanceof RateLimitDecision.Refused refused) {
      giveBack(stream);
      refusal = RefusalProblems.tokensSpent(refused);
      return false;
    }
    return true;
  }

  private boolean chargeQuestion() {
    RateLimitDecision decision = rateLimiter.tryQuestion(address);
    rateLimit = decision.rateLimit();
    if (decision instanceof RateLimitDecision.Admitted admitted) {
      question = admitted.reservation();
      return true;
    }
    giveBack(stream);
    refusal = RefusalProblems.tooManyQuestions((RateLimitDecision.Refused) decision);
    return false;
  }

  private static void giveBack(@Nullable Reservation reservation) {
    if (reservation != null) {
      reservation.giveBack();
    }
  }
}
