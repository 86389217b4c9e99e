package dev.porchlight.knowledge.content;

/** The characters of HTML text as a browser shows them. Stateless. */
final class HtmlText {

  private HtmlText() {}

  /** Each run of white space as one space, and nothing of what is invisible. */
  static String collapsed(String text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    boolean afterSpace = false;
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (isSpace(character)) {
        if (!afterSpace) {
          collapsed.append(' ');
        }
        afterSpace = true;
      } else if (isVisible(character)) {
        collapsed.append(character);
        afterSpace = false;
      }
    }
    return collapsed.toString();
  }

  static boolean isSpace(char character) {
    return Character.isWhitespace(character) || character == '\u00A0' || character == '\u202F';
  }

  /** Whether it is no soft hyphen, zero-width space, byte order mark or control character. */
  private static boolean isVisible(char character) {
    return character != '\u00AD'
        && character != '\u200B'
        && character != '\uFEFF'
        && !Character.isISOControl(character);
  }
}
