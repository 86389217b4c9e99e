package dev.porchlight.encoding;

import java.util.regex.Pattern;

/** Text that a header can carry as one word. */
public final class HeaderText {

  private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x21-\\x7E]+");

  private HeaderText() {}

  /** Whether it is one or more printable ASCII characters without spaces (RFC 9110's VCHAR). */
  public static boolean isPrintableAscii(String text) {
    return PRINTABLE_ASCII.matcher(text).matches();
  }
}
