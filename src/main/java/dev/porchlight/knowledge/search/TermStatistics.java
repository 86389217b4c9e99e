package dev.porchlight.knowledge.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BoostAttribute;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The terms of the index: the inverse document frequency of each, and which one a mistyped word
 * probably meant. Safe for use by any thread.
 */
final class TermStatistics {

  private static final int SHORTEST_MENDED = 5;
  private static final int SHORTEST_MENDED_TWICE = 8;
  private static final int LONGEST_MENDED = 24;

  /** Looking for what is near a word costs by its letters; so many are looked for in a question. */
  private static final int MOST_LETTERS_MENDED = 64;

  private static final int SAME_BEGINNING = 2;
  private static final double WEIGHT_OF_PAIR = 0.25;
  private static final double TRUST_IN_MENDED = 0.7;

  private final IndexReader index;
  private final List<String> fields;

  TermStatistics(IndexReader index, List<String> fields) {
    this.index = index;
    this.fields = fields;
  }

  /** What the terms of a question stand for here. Only the first few unknown ones are mended. */
  List<QueryTerm> meant(Set<String> terms) throws IOException {
    List<QueryTerm> meant = new ArrayList<>();
    int letters = 0;
    for (String term : terms) {
      int frequency = frequencyOf(term);
      boolean isMended =
          frequency == 0 && isWord(term) && letters + term.length() <= MOST_LETTERS_MENDED;
      letters += isMended ? term.length() : 0;
      meant.add(isMended ? mended(term) : known(term, frequency));
    }
    return meant;
  }

  private QueryTerm known(String term, int frequency) {
    double share = frequency == 0 ? shareOf(term) : 1;
    return new QueryTerm(term, weightOf(frequency) * share, frequency == 0 ? 0 : 1);
  }

  private QueryTerm mended(String term) throws IOException {
    String nearest = nearest(term);
    return nearest == null
        ? known(term, 0)
        : new QueryTerm(nearest, weightOf(frequencyOf(nearest)), TRUST_IN_MENDED);
  }

  private static boolean isWord(String term) {
    return term.length() >= SHORTEST_MENDED
        && term.length() <= LONGEST_MENDED
        && term.codePoints().allMatch(Character::isLetter);
  }

  private int frequencyOf(String term) throws IOException {
    int most = 0;
    for (String field : fields) {
      most = Math.max(most, index.docFreq(new Term(field, term)));
    }
    return most;
  }

  /** BM25's inverse document frequency. */
  private double weightOf(int frequency) {
    return Math.log(1 + (index.numDocs() - frequency + 0.5) / (frequency + 0.5));
  }

  /** How much of a word a term is. */
  static double shareOf(String term) {
    return isPairOfCharacters(term) ? WEIGHT_OF_PAIR : 1;
  }

  /**
   * A script without spaces is cut into all its pairs, and many are the seam of two words or an
   * ending.
   */
  private static boolean isPairOfCharacters(String term) {
    return term.codePointCount(0, term.length()) <= 2
        && term.codePoints().allMatch(c -> Character.isLetter(c) && c >= 0x1100);
  }

  private @Nullable String nearest(String term) throws IOException {
    int maxEdits = term.length() < SHORTEST_MENDED_TWICE ? 1 : 2;
    String best = null;
    float bestLikeness = 0;
    for (String field : fields) {
      TermsEnum near = near(field, term, maxEdits);
      for (BytesRef word = near.next(); word != null; word = near.next()) {
        float likeness = near.attributes().addAttribute(BoostAttribute.class).getBoost();
        if (likeness > bestLikeness) {
          best = word.utf8ToString();
          bestLikeness = likeness;
        }
      }
    }
    return best;
  }

  private TermsEnum near(String field, String term, int maxEdits) throws IOException {
    var indexed = MultiTerms.getTerms(index, field);
    return indexed == null
        ? TermsEnum.EMPTY
        : new FuzzyTermsEnum(indexed, new Term(field, term), maxEdits, SAME_BEGINNING, true);
  }
}
