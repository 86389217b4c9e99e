package dev.porchlight.ratelimit;

/**
 * A block of addresses that may be in one hand, and so has limits of its own.
 *
 * @param kind the kind of its addresses
 * @param prefix the bits that its addresses share, those that they don't share set to 0
 */
public record Network(ClientAddress.Kind kind, Size size, long prefix) {

  /**
   * How large it is. Providers give a customer one /64, a /56 or a /48 (RFC 6177), and it can't be
   * seen which: a larger block has more than a smaller one, but not as much more as it has
   * addresses.
   */
  public enum Size {
    /** All of an IPv4 address, or a /64 of IPv6. */
    VISITOR(64, 1),
    /** A /56 of IPv6. */
    HOME(56, 4),
    /** A /48 of IPv6. */
    SITE(48, 16);

    private final int bits;
    private final int share;

    Size(int bits, int share) {
      this.bits = bits;
      this.share = share;
    }

    /** What it may have, by what a visitor may. */
    public QuotaPolicy shareOf(QuotaPolicy policy) {
      long quota = Math.min(Integer.MAX_VALUE, (long) policy.quota() * share);
      return new QuotaPolicy(policy.name(), (int) quota, policy.window());
    }

    /** The block of that size around a /64. */
    Network around(long prefix) {
      return new Network(ClientAddress.Kind.IPV6, this, prefix & -1L << (Long.SIZE - bits));
    }
  }
}
