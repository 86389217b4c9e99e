package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.FaqEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the owner's answer to a question that is one of theirs, in other inflections, in another
 * order or mistyped. A wrong answer is worse than none, so that it asks for much: each word of one
 * that is no function word has to stand in the other, and both have to ask in the same way, with
 * the same numbers, and both or neither with a negation. Safe for use by any thread.
 */
public final class FaqMatcher {

  private static final int MAX_CHARS = 300;
  private static final int SHORTEST_MISTYPED = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|no|never|without|cannot|\\w{2,6}n['’]t|nicht|kein\\w{0,2}|ohne|nie|pas|sans|jamais"
              + "|sin|nunca|não|sem|non|senza)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private final QuestionAnalyzer analyzer;
  private final List<Wording> wordings = new ArrayList<>();

  /** One wording of an entry. */
  private record Wording(FaqEntry entry, Asked asked) {}

  /** What a question asks, and how. */
  private record Asked(
      List<QuestionWord> words, @Nullable Interrogative by, Set<String> numbers, boolean negated) {}

  FaqMatcher(List<FaqEntry> entries, QuestionAnalyzer analyzer) {
    this.analyzer = analyzer;
    for (FaqEntry entry : entries) {
      for (String wording : entry.wordings()) {
        wordings.add(new Wording(entry, asked(wording)));
      }
    }
  }

  /** The entry that answers a question, or null where none surely does. */
  public @Nullable FaqEntry match(String question) {
    if (question.length() > MAX_CHARS || wordings.isEmpty()) {
      return null;
    }
    Asked asked = asked(question);
    for (Wording wording : wordings) {
      if (isSame(asked, wording.asked)) {
        return wording.entry;
      }
    }
    return null;
  }

  private Asked asked(String question) {
    return new Asked(
        analyzer.wordsOf(question),
        Interrogative.of(question),
        NUMBER.matcher(question).results().map(MatchResult::group).collect(Collectors.toSet()),
        NEGATION.matcher(question).find());
  }

  private static boolean isSame(Asked one, Asked other) {
    return !one.words.isEmpty()
        && one.negated == other.negated
        && one.numbers.equals(other.numbers)
        && askAlike(one, other)
        && areAllIn(one.words, other.words)
        && areAllIn(other.words, one.words);
  }

  /** Keywords without an interrogative are taken for a question only where they are several. */
  private static boolean askAlike(Asked one, Asked other) {
    if (one.by == null || other.by == null) {
      return one.by == other.by || one.words.size() > 1;
    }
    return one.by == other.by;
  }

  private static boolean areAllIn(List<QuestionWord> words, List<QuestionWord> others) {
    return words.stream().allMatch(word -> others.stream().anyMatch(other -> isSame(word, other)));
  }

  private static boolean isSame(QuestionWord one, QuestionWord other) {
    return one.terms().stream().anyMatch(other.terms()::contains)
        || (Math.min(one.word().length(), other.word().length()) >= SHORTEST_MISTYPED
            && isOneEditApart(one.word(), other.word()));
  }

  /** Whether one letter was left out, added, exchanged, or two neighbours were swapped. */
  private static boolean isOneEditApart(String one, String other) {
    String shorter = one.length() <= other.length() ? one : other;
    String longer = one.length() <= other.length() ? other : one;
    int same = 0;
    while (same < shorter.length() && shorter.charAt(same) == longer.charAt(same)) {
      same++;
    }
    if (longer.length() == shorter.length() + 1) {
      return longer.substring(same + 1).equals(shorter.substring(same));
    }
    return longer.length() == shorter.length()
        && same < shorter.length()
        && (longer.substring(same + 1).equals(shorter.substring(same + 1))
            || isSwapped(shorter, longer, same));
  }

  private static boolean isSwapped(String one, String other, int at) {
    return at + 1 < one.length()
        && one.charAt(at) == other.charAt(at + 1)
        && one.charAt(at + 1) == other.charAt(at)
        && one.substring(at + 2).equals(other.substring(at + 2));
  }
}
