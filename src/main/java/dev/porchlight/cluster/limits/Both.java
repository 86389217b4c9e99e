package dev.porchlight.cluster.limits;

import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.Reservation;

/** What all machines admitted, and this one's share counts as far as it goes. Stateless. */
final class Both {

  private Both() {}

  /** As the machines decided; what is given back is given back to both. */
  static RateLimitDecision of(RateLimitDecision.Admitted shared, RateLimitDecision ours) {
    return new RateLimitDecision.Admitted(
        new Reservation(
            () -> {
              shared.reservation().giveBack();
              if (ours instanceof RateLimitDecision.Admitted admitted) {
                admitted.reservation().giveBack();
              }
            }),
        shared.rateLimit());
  }
}
