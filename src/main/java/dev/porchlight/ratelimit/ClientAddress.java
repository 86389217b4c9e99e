package dev.porchlight.ratelimit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of an IP address that one visitor can't vary: all of an IPv4 address, and the first 64
 * bits of an IPv6 one, whose rest a device makes up as it likes (RFC 8981). An IPv6 address that an
 * IPv4 address stands in is that one: IPv4-mapped (RFC 4291, section 2.5.5.2), 6to4 (RFC 3056),
 * Teredo (RFC 4380), or translated (RFC 6052).
 *
 * @param prefix the address's first 32 or 64 bits, the last of them lowest; 0 where it is unknown
 */
public record ClientAddress(Kind kind, long prefix) {

  /** What stands for every visitor whose address is unknown: they share one set of limits. */
  static final ClientAddress UNKNOWN = new ClientAddress(Kind.UNKNOWN, 0);

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String PORT = "(?::\\d{1,5})?";
  private static final String IPV6_AND_ZONE =
      "((?=[0-9a-fA-F.]{0,45}:)[0-9a-fA-F:.]{2,45})(?:%[\\w.~-]{1,32})?";

  private static final Pattern IPV4 =
      Pattern.compile("(" + OCTET + "(?:\\." + OCTET + "){3})" + PORT);
  private static final Pattern IPV6 = Pattern.compile(IPV6_AND_ZONE);
  private static final Pattern IPV6_IN_BRACKETS =
      Pattern.compile("\\[" + IPV6_AND_ZONE + "]" + PORT);

  private static final List<Network.Size> SIZES = List.of(Network.Size.values());

  private static final long SIX_TO_FOUR = 0x2002;
  private static final long TEREDO = 0x2001_0000;
  private static final long TRANSLATED = 0x0064_FF9B_0000_0000L;

  /** The kind of network that the address is of. */
  public enum Kind {
    IPV4,
    IPV6,
    UNKNOWN
  }

  /**
   * The visitor that an address stands for, as proxies write it: with a port or without, an IPv6
   * address bare or in brackets, with a zone or without, all of it in quotes or not.
   *
   * @return null where the text is no address; names are never looked up
   */
  static @Nullable ClientAddress parse(String text) {
    String address = withoutQuotes(text.strip());
    for (Pattern form : new Pattern[] {IPV4, IPV6, IPV6_IN_BRACKETS}) {
      Matcher matcher = form.matcher(address);
      if (matcher.matches()) {
        return ofLiteral(matcher.group(1));
      }
    }
    return null;
  }

  /** Whether a text is an address and no name. */
  public static boolean isLiteral(String text) {
    return parse(text) != null;
  }

  /** As a text that {@link #ofKey} reads. */
  public String key() {
    return "%s:%x".formatted(kind, prefix);
  }

  /**
   * Reads what {@link #key} gave.
   *
   * @throws IllegalArgumentException where it did not
   */
  public static ClientAddress ofKey(String key) {
    int colon = key.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no key of an address");
    }
    return new ClientAddress(
        Kind.valueOf(key.substring(0, colon)),
        Long.parseUnsignedLong(key, colon + 1, key.length(), 16));
  }

  /** In the usual form; of an IPv6 address, its network. */
  public String inWords() {
    return switch (kind) {
      case IPV4 -> "%d.%d.%d.%d".formatted(octet(24), octet(16), octet(8), octet(0));
      case IPV6 -> "%x:%x:%x:%x::/64".formatted(group(48), group(32), group(16), group(0));
      case UNKNOWN -> "unknown";
    };
  }

  /**
   * Whether no visitor from outside can have it: it is of a private network (RFC 1918, RFC 4193,
   * RFC 6598), of the link, or of the machine itself; or it is not known.
   */
  public boolean isPrivate() {
    return switch (kind) {
      case IPV4 ->
          octet(24) == 10
              || octet(24) == 127
              || (octet(24) == 172 && octet(16) >= 16 && octet(16) < 32)
              || (octet(24) == 192 && octet(16) == 168)
              || (octet(24) == 169 && octet(16) == 254)
              || (octet(24) == 100 && octet(16) >= 64 && octet(16) < 128);
      case IPV6 -> prefix == 0 || (group(48) & 0xFE00) == 0xFC00 || (group(48) & 0xFFC0) == 0xFE80;
      case UNKNOWN -> true;
    };
  }

  private long octet(int shift) {
    return prefix >>> shift & 0xFF;
  }

  private long group(int shift) {
    return prefix >>> shift & 0xFFFF;
  }

  /** The networks that hold the visitor to their limits, the smallest first. */
  public List<Network> networks() {
    return kind == Kind.IPV6
        ? SIZES.stream().map(size -> size.around(prefix)).toList()
        : List.of(new Network(kind, Network.Size.VISITOR, prefix));
  }

  private static String withoutQuotes(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** Brackets make {@link InetAddress} take it for a literal, so that it queries no DNS. */
  private static @Nullable ClientAddress ofLiteral(String literal) {
    try {
      boolean ipv6 = literal.indexOf(':') >= 0;
      return of(InetAddress.getByName(ipv6 ? "[" + literal + "]" : literal));
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static ClientAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? ofIpv4(bytes.getInt())
        : ofIpv6(bytes.getLong(), bytes.getLong());
  }

  private static ClientAddress ofIpv6(long high, long low) {
    if (high >>> 48 == SIX_TO_FOUR) {
      return ofIpv4((int) (high >>> 16));
    }
    if (high >>> 32 == TEREDO) {
      return ofIpv4((int) ~low);
    }
    return high == TRANSLATED && low >>> 32 == 0
        ? ofIpv4((int) low)
        : new ClientAddress(Kind.IPV6, high);
  }

  private static ClientAddress ofIpv4(int address) {
    return new ClientAddress(Kind.IPV4, Integer.toUnsignedLong(address));
  }
}
