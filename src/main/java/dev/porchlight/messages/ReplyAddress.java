package dev.porchlight.messages;

import java.net.IDN;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The e-mail address that a visitor leaves: one mailbox as RFC 5321 writes it without quotes, with
 * a domain that may have letters of any script (RFC 5890). Whether anybody reads it is not known.
 */
public final class ReplyAddress {

  /** The longest address (RFC 5321, section 4.5.3.1.3, without the brackets). */
  public static final int MAX_CHARACTERS = 254;

  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{0,63}");
  private static final Pattern DOMAIN =
      Pattern.compile("(?:[A-Za-z0-9-]{1,63}\\.){1,20}[A-Za-z][A-Za-z0-9-]{0,62}");

  private ReplyAddress() {}

  /** Whether a text is one such address, and nothing else. */
  public static boolean isPlausible(String text) {
    return inAscii(text) != null;
  }

  /** The address as a header can carry it, or null where it is none. */
  static @Nullable String inAscii(String text) {
    int at = text.indexOf('@');
    if (at < 1 || text.length() > MAX_CHARACTERS) {
      return null;
    }
    String local = text.substring(0, at);
    String domain = domainInAscii(text.substring(at + 1));
    boolean isLocal =
        LOCAL_PART.matcher(local).matches() && !local.endsWith(".") && !local.contains("..");
    return isLocal && domain != null ? local + "@" + domain : null;
  }

  private static @Nullable String domainInAscii(String domain) {
    try {
      String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
      return DOMAIN.matcher(ascii).matches() ? ascii : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
