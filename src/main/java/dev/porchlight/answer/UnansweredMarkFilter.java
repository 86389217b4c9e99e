package dev.porchlight.answer;

import dev.porchlight.llm.UnansweredMark;

/**
 * Takes the {@link UnansweredMark} off the end of an answer while it streams: what may become the
 * mark is held back until it is known whether it does. Used by one thread at a time.
 */
final class UnansweredMarkFilter {

  private static final String MARK = UnansweredMark.TEXT;

  private String held = "";

  /**
   * Takes the next piece.
   *
   * @return what can be shown of the text so far and was not returned before; may be empty
   */
  String pass(String piece) {
    String text = held.isEmpty() ? piece : held + piece;
    String told = text.stripTrailing();
    int begun = told.endsWith(MARK) ? MARK.length() : lengthOfBeginning(text);
    int from = begun == 0 ? text.length() : startOfWhitespace(told, told.length() - begun);
    held = text.substring(from);
    return text.substring(0, from);
  }

  /** What is held back and is no mark, once the text is over. */
  String rest() {
    return isMarked() ? "" : held;
  }

  /** Whether the text ends in the mark. */
  boolean isMarked() {
    return held.strip().equals(MARK);
  }

  /** How many characters of the mark the text ends with. */
  private static int lengthOfBeginning(String text) {
    for (int length = Math.min(MARK.length() - 1, text.length()); length > 0; length--) {
      if (text.regionMatches(text.length() - length, MARK, 0, length)) {
        return length;
      }
    }
    return 0;
  }

  private static int startOfWhitespace(String text, int end) {
    int start = end;
    while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }
}
