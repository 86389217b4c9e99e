package dev.porchlight.llm.openai;

/**
 * Takes a {@code <think>…</think>} at the head of an answer out of its text, as some models leave
 * it there. For one thread at a time.
 */
final class ThinkTagFilter {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";
  private static final int MOST_BLANKS_HELD = 1000;

  private enum Place {
    /** All so far may be the head of a thought. */
    HEAD,
    THOUGHT,
    /** Between the thought and the answer, where blanks are neither's. */
    GAP,
    ANSWER
  }

  private final StringBuilder held = new StringBuilder();
  private Place place = Place.HEAD;

  /** What of the text so far is now known to be the answer's. */
  String filter(String text) {
    if (place == Place.ANSWER) {
      return text;
    }
    held.append(text);
    if (place == Place.HEAD) {
      readHead();
    }
    if (place == Place.THOUGHT) {
      readThought();
    }
    if (place == Place.GAP) {
      readGap();
    }
    return place == Place.ANSWER ? takeHeld() : "";
  }

  /** What was held back and turned out to be the answer's: no thought came of it. */
  String end() {
    return place == Place.HEAD ? takeHeld() : "";
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
