package dev.porchlight.llm.openai;

/**
 * Takes a {@code <think>…</think>} at the head of an answer out of its text, as some models leave
 * it there. Some leave the end tag alone, since their prompt template has begun the thought: it is
 * never shown, and what stands before it is the thought where that is known in advance. For one
 * thread at a time.
 */
final class ThinkTagFilter {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";
  private static final int MOST_BLANKS_HELD = 1000;

  /** How much of a text is held in case of an end tag that may never come. */
  private static final int MOST_HELD = 64 * 1024;

  private enum Place {
    /** All so far is a thought if an end tag follows, and else the answer. */
    UNKNOWN,
    /** All so far may be the head of a thought. */
    HEAD,
    THOUGHT,
    /** Between the thought and the answer, where blanks are neither's. */
    GAP,
    ANSWER
  }

  private final boolean thinksFirst;
  private final StringBuilder held = new StringBuilder();
  private Place place;
  private int searched;
  private int backticks;
  private boolean openInAnswer;
  private boolean inInlineCode;
  private boolean inFencedCode;
  private boolean strayEnd;
  private boolean noThought;

  /**
   * @param thinksFirst whether the text begins with a thought that no tag opens
   */
  ThinkTagFilter(boolean thinksFirst) {
    this.thinksFirst = thinksFirst;
    this.place = thinksFirst ? Place.UNKNOWN : Place.HEAD;
  }

  /** What of the text so far is now known to be the answer's. */
  String filter(String text) {
    if (place == Place.ANSWER && held.isEmpty() && !mayHoldTagOrCode(text)) {
      return text;
    }
    held.append(text);
    if (place == Place.UNKNOWN) {
      readUnknown();
    }
    if (place == Place.HEAD) {
      readHead();
    }
    if (place == Place.THOUGHT) {
      readThought();
    }
    if (place == Place.GAP) {
      readGap();
    }
    return place == Place.ANSWER ? takeAnswer() : "";
  }

  /** What was held back and turned out to be the answer's: no thought came of it. */
  String end() {
    if (place == Place.UNKNOWN) {
      leaveUnknown();
    }
    String known = filter("");
    return place == Place.HEAD || place == Place.ANSWER ? known + takeHeld() : "";
  }

  /** Whether a thought that no tag had opened was let through as the answer. */
  boolean showedThought() {
    return strayEnd && !thinksFirst;
  }

  /** Whether a thought was expected and the answer came without one. */
  boolean expectedInVain() {
    return noThought;
  }

  private void readUnknown() {
    int close = held.indexOf(CLOSE, Math.max(0, searched - CLOSE.length()));
    searched = held.length();
    if (close >= 0) {
      place = Place.GAP;
      held.delete(0, close + CLOSE.length());
    } else if (held.length() > MOST_HELD) {
      leaveUnknown();
    }
  }

  private void leaveUnknown() {
    noThought = !held.toString().isBlank();
    place = Place.HEAD;
  }

  private void readHead() {
    int start = blanks();
    int length = Math.min(held.length() - start, OPEN.length());
    if (start > MOST_BLANKS_HELD || !OPEN.regionMatches(0, held.substring(start), 0, length)) {
      place = Place.ANSWER;
    } else if (length == OPEN.length()) {
      place = Place.THOUGHT;
      held.delete(0, start + OPEN.length());
    }
  }

  private void readThought() {
    int close = held.indexOf(CLOSE);
    if (close >= 0) {
      place = Place.GAP;
      held.delete(0, close + CLOSE.length());
    } else {
      held.delete(0, Math.max(0, held.length() - CLOSE.length() + 1));
    }
  }

  private void readGap() {
    held.delete(0, blanks());
    place = held.length() > 0 ? Place.ANSWER : Place.GAP;
  }

  /**
   * The held text without end tags that belong to no start; those in code stay. A cut tag is held.
   */
  private String takeAnswer() {
    StringBuilder answer = new StringBuilder();
    int from = 0;
    int to = held.length();
    while (from < to) {
      char next = held.charAt(from);
      if (next == '<' && isCut(from)) {
        break;
      }
      if (next == '<' && isAt(CLOSE, from) && !openInAnswer && !inInlineCode && !inFencedCode) {
        strayEnd = true;
        from += CLOSE.length();
      } else {
        openInAnswer = isAt(OPEN, from) || (openInAnswer && !isAt(CLOSE, from));
        followCode(next);
        answer.append(next);
        from++;
      }
    }
    held.delete(0, from);
    return answer.toString();
  }

  private static boolean mayHoldTagOrCode(String text) {
    return text.indexOf('<') >= 0 || text.indexOf('`') >= 0 || text.indexOf('\n') >= 0;
  }

  /** Three backticks begin or end a block of code; others, code within one line. */
  private void followCode(char next) {
    backticks = next == '`' ? backticks + 1 : 0;
    if (backticks == 3) {
      inFencedCode = !inFencedCode;
      inInlineCode = false;
    } else if (backticks > 0) {
      inInlineCode = !inInlineCode;
    } else if (next == '\n') {
      inInlineCode = false;
    }
  }

  /** Whether what is held ends within what may be a tag that starts there. */
  private boolean isCut(int at) {
    int length = held.length() - at;
    return (length < CLOSE.length() && CLOSE.startsWith(held.substring(at)))
        || (length < OPEN.length() && OPEN.startsWith(held.substring(at)));
  }

  private boolean isAt(String tag, int at) {
    return at + tag.length() <= held.length()
        && tag.contentEquals(held.subSequence(at, at + tag.length()));
  }

  private int blanks() {
    int count = 0;
    while (count < held.length() && Character.isWhitespace(held.charAt(count))) {
      count++;
    }
    return count;
  }

  private String takeHeld() {
    String text = held.toString();
    held.setLength(0);
    return text;
  }
}
