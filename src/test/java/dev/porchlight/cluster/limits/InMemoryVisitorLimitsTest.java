package dev.porchlight.cluster.limits;

import dev.porchlight.ratelimit.VisitorLimits;

/** The visitors' limits of one process. */
final class InMemoryVisitorLimitsTest extends VisitorLimitsContract {

  @Override
  VisitorLimits limits() {
    return VisitorLimits.inMemory(time);
  }
}
