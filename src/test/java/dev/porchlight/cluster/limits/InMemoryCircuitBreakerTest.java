package dev.porchlight.cluster.limits;

import dev.porchlight.llm.resilience.CircuitBreakerSharing;

/** The circuit breaker of one process. */
final class InMemoryCircuitBreakerTest extends CircuitBreakerContract {

  @Override
  Machine machine() {
    return Machine.of(CircuitBreakerSharing.NONE, time);
  }
}
