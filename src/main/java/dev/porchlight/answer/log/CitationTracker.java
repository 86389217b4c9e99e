package dev.porchlight.answer.log;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The numbers of the sources that a text cites, as {@code [1]} or {@code [1, 3]}, found while it is
 * written: a citation may be cut anywhere. Behind a letter, a digit or a bracket such a number is
 * an index. Guarded by the answer whose text it reads.
 */
final class CitationTracker {

  private static final int MAX_LENGTH = 32;

  private final int sources;
  private final SortedSet<Integer> cited = new TreeSet<>();
  private final StringBuilder open = new StringBuilder();
  private char before = ' ';
  private boolean isBehindCitation;

  /**
   * @param sources how many sources there are; other numbers are none
   */
  CitationTracker(int sources) {
    this.sources = sources;
  }

  void read(String text) {
    if (sources > 0) {
      for (int i = 0; i < text.length(); i++) {
        read(text.charAt(i));
      }
    }
  }

  List<Integer> cited() {
    return List.copyOf(cited);
  }

  private void read(char c) {
    boolean wasBehindCitation = isBehindCitation;
    isBehindCitation = false;
    if (c == '[') {
      open.setLength(0);
      if (wasBehindCitation || !isIndexed(before)) {
        open.append(c);
      }
    } else if (open.length() == 0) {
      before = c;
      return;
    } else if (c == ']') {
      cite(open.substring(1));
      open.setLength(0);
      isBehindCitation = true;
    } else if ((Character.isDigit(c) || c == ',' || c == ' ') && open.length() < MAX_LENGTH) {
      open.append(c);
    } else {
      open.setLength(0);
    }
    before = c;
  }

  /** Whether a number in brackets behind it is an index, as in arr[1]. */
  private static boolean isIndexed(char c) {
    boolean isWord = Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == ']';
    return isWord && !isUnspaced(c);
  }

  /** Chinese and Japanese words stand without spaces. */
  private static boolean isUnspaced(char c) {
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA -> true;
      default -> false;
    };
  }

  private void cite(String numbers) {
    for (String number : numbers.split("[, ]+", -1)) {
      if (number.matches("[1-9][0-9]{0,3}") && Integer.parseInt(number) <= sources) {
        cited.add(Integer.parseInt(number));
      }
    }
  }
}
