package dev.porchlight.owner;

import java.util.regex.Pattern;

/** Words of a visitor without what may tell who they are. Stateless. */
final class MaskedText {

  private static final int MAX_CHARS = 300;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,255}");
  private static final Pattern LINK =
      Pattern.compile("(?:https?://|www\\.)\\S{1,2000}", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIGITS = Pattern.compile("\\+?\\d(?:[ ()./-]{0,2}\\d){4,40}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private MaskedText() {}

  /** On one line; addresses, links and runs of five digits or more are an ellipsis each. */
  static String of(String words) {
    String line = CONTROL.matcher(words).replaceAll(" ").strip();
    String cut = line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS);
    String withoutLinks = LINK.matcher(cut).replaceAll("…");
    String withoutAddresses = EMAIL.matcher(withoutLinks).replaceAll("…");
    return DIGITS.matcher(withoutAddresses).replaceAll("…");
  }
}
