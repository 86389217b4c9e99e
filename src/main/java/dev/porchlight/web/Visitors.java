package dev.porchlight.web;

import dev.porchlight.visitor.AddressRule;
import dev.porchlight.visitor.Admission;
import dev.porchlight.visitor.RateLimit;
import dev.porchlight.visitor.VisitorAddress;
import dev.porchlight.visitor.VisitorLimits;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;

/**
 * Tells who a request is from, and holds each visitor to its limits. Safe for use by any thread.
 */
public final class Visitors {

  private final AddressRule addresses;
  private final VisitorLimits limits;

  public Visitors(AddressRule addresses, VisitorLimits limits) {
    this.addresses = addresses;
    this.limits = limits;
  }

  /**
   * Charges a request of any kind.
   *
   * @throws ProblemException 429 where there were far too many
   */
  void admit(Context ctx) {
    if (limits.tryRequest(of(ctx)) instanceof Admission.Refused refused) {
      tell(ctx, refused.rateLimit());
      throw new ProblemException(
          Refusals.limited(refused, "too_many_requests", "There were too many requests."));
    }
  }

  VisitorAsker asker(Context ctx) {
    return new VisitorAsker(of(ctx), limits);
  }

  /** Tells what the visitor has left, where the owner set limits. */
  static void tell(Context ctx, RateLimit rateLimit) {
    if (!rateLimit.isEmpty()) {
      ctx.header(RateLimit.POLICY_FIELD, rateLimit.policyField());
      ctx.header(RateLimit.FIELD, rateLimit.field());
    }
  }

  private VisitorAddress of(Context ctx) {
    List<String> forwardedFor = Collections.list(ctx.req().getHeaders("X-Forwarded-For"));
    return addresses.visitor(ctx.req().getRemoteAddr(), forwardedFor);
  }
}
