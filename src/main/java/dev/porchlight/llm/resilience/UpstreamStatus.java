package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One upstream at one moment, for the owner.
 *
 * @param name {@code primary} or {@code fallback}
 * @param remaining how long no call goes to it, or null where it is not
 * @param callsInFlight the calls that have not ended
 * @param tokensSpent on this day, by UTC
 * @param tokensReserved by the calls in flight
 * @param dailyTokenBudget null where there is none
 * @param calls how many were started since the server was
 * @param retries how many of those were not the first of their answer at this upstream
 * @param failures how many of those failed, by what the failure was; none that is 0
 */
public record UpstreamStatus(
    String name,
    State state,
    @Nullable Duration remaining,
    long callsInFlight,
    long tokensSpent,
    long tokensReserved,
    @Nullable Long dailyTokenBudget,
    long calls,
    long retries,
    Map<FailureCode, Long> failures) {

  public UpstreamStatus {
    failures = Map.copyOf(failures);
  }

  /** Whether it takes calls, as its circuit breaker has it. */
  public enum State {
    /** It does. */
    CLOSED,
    /** It asked callers to wait. */
    COOLING_DOWN,
    /** Its cooldown is over; calls go in growing numbers. */
    SLOW_START,
    /** The circuit is open: it failed too often, or in a way that lasts. */
    OPEN,
    /** The circuit was open; one call probes it. */
    HALF_OPEN;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
