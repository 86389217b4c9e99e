package dev.porchlight.ratelimit;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a visitor may have and has left, as the header fields {@code RateLimit-Policy} and {@code
 * RateLimit} state it (draft-ietf-httpapi-ratelimit-headers-11).
 *
 * @param limits empty where the owner set none: then there are no fields to send
 */
public record RateLimitFields(List<ServiceLimit> limits) {

  /** The name of the field that says what a visitor may have. */
  public static final String POLICY_FIELD = "RateLimit-Policy";

  /** The name of the field that says what a visitor has left. */
  public static final String FIELD = "RateLimit";

  public RateLimitFields {
    limits = List.copyOf(limits);
  }

  public static RateLimitFields untouched(List<QuotaPolicy> policies) {
    return new RateLimitFields(policies.stream().map(ServiceLimit::untouched).toList());
  }

  /** Of each policy the limit that is reached first, this one's or the other's. */
  public RateLimitFields tightest(RateLimitFields other) {
    return new RateLimitFields(
        IntStream.range(0, limits.size())
            .mapToObj(i -> limits.get(i).tightest(other.limits.get(i)))
            .toList());
  }

  /** Whether a quota is used up. */
  public boolean isSpent() {
    return limits.stream().anyMatch(ServiceLimit::isSpent);
  }

  /** Whether there are no fields to send. */
  public boolean isEmpty() {
    return limits.isEmpty();
  }

  /** The value of {@code RateLimit-Policy}, such as {@code "minute";q=10;w=60}. */
  public String policyField() {
    return limits.stream().map(limit -> limit.policy().item()).collect(joining(", "));
  }

  /** The value of {@code RateLimit}, such as {@code "minute";r=9;t=6}. */
  public String field() {
    return limits.stream().map(ServiceLimit::item).collect(joining(", "));
  }

  /** The refusal where a quota is spent, by the one that stays so for longest. */
  public RateLimitDecision.Refused refusal() {
    ServiceLimit spent =
        limits.stream()
            .filter(ServiceLimit::isSpent)
            .max(comparing(ServiceLimit::untilMore, nullsLast(naturalOrder())))
            .orElseThrow();
    return new RateLimitDecision.Refused(spent.policy(), spent.untilMore(), this);
  }
}
