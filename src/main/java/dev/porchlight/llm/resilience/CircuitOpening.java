package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.time.Duration;

/**
 * A circuit that is open.
 *
 * @param code why
 * @param tripped whether the upstream failed too often, or in a way that lasts; else it asked
 *     callers to wait
 * @param remaining how long it stays open
 */
public record CircuitOpening(FailureCode code, boolean tripped, Duration remaining) {}
