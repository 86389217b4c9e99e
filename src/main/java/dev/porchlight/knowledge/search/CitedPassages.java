package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which of the passages that an answer rested on it cites. Stateless. */
final class CitedPassages {

  private static final Pattern CITATION = Pattern.compile("\\[(\\d{1,3})\\]");

  private CitedPassages() {}

  /**
   * Reads the marks of an answer, such as {@code [1]}.
   *
   * @param sources numbered from 1 in their order
   */
  static List<Passage> in(String answer, List<Passage> sources) {
    return CITATION
        .matcher(answer)
        .results()
        .map(CitedPassages::number)
        .filter(number -> number >= 1 && number <= sources.size())
        .distinct()
        .map(number -> sources.get(number - 1))
        .toList();
  }

  private static int number(MatchResult citation) {
    return Integer.parseInt(citation.group(1));
  }
}
