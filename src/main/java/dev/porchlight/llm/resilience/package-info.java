/**
 * Failover, retries, the circuit breaker and the cooldown of each upstream.
 *
 * <p>{@link dev.porchlight.llm.resilience.FailoverRouter} holds the upstreams in their order;
 * {@link dev.porchlight.llm.resilience.FailoverAttempt} is one question's way through them; {@link
 * dev.porchlight.llm.resilience.CircuitBreaker} admits a call with a permit or says how long to
 * wait. Start reading at {@code FailoverRouter}.
 */
@NullMarked
package dev.porchlight.llm.resilience;

import org.jspecify.annotations.NullMarked;
