package dev.porchlight.testing;

import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.Reservation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a visitor's limits say, made up. */
public final class Charges {

  private static final RateLimitFields NONE = new RateLimitFields(List.of());

  private Charges() {}

  public static CompletionStage<RateLimitDecision> admitted() {
    return CompletableFuture.completedFuture(
        new RateLimitDecision.Admitted(new Reservation(() -> {}), NONE));
  }

  public static RateLimitDecision.Refused refusal() {
    return new RateLimitDecision.Refused(new QuotaPolicy("minute", 1, null), null, NONE);
  }
}
