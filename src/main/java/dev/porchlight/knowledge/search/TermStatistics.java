package dev.porchlight.knowledge.search;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BoostAttribute;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of the index: the inverse document frequency of each, and what a word that no page has
 * probably meant: one that is typed a little differently, two that are written as one, or the end
 * of a compound. Safe for use by any thread.
 */
final class TermStatistics {

  private static final int SHORTEST_MENDED = 5;
  private static final int SHORTEST_MENDED_TWICE = 7;
  private static final int LONGEST_MENDED = 24;

  /** Looking for what is near a word costs by its letters; so many are looked for in a question. */
  private static final int MOST_LETTERS_MENDED = 64;

  /** Hangul begins the scripts that are cut into pairs of characters. */
  private static final int FIRST_UNSPACED = 0x1100;

  private static final float ABOUT_AS_LIKE = 0.04f;
  private static final int MOST_ALIKE = 4;
  private static final int SHORTEST_PART = 4;
  private static final double WEIGHT_OF_PAIR = 0.25;
  private static final double WEIGHT_OF_COMMON = 0;
  private static final double TRUST_IN_MENDED = 0.7;

  /** More than the words that the questions of a site have in common. */
  private static final int MOST_FREQUENCIES_KEPT = 4096;

  private static final int MOST_MENDED_KEPT = 1024;

  private final IndexReader index;
  private final List<String> fields;

  /** In how many passages a term is: the same words come with every second question. */
  private final LoadingCache<String, Integer> frequencies =
      Caffeine.newBuilder().maximumSize(MOST_FREQUENCIES_KEPT).build(this::countPassages);

  /** What a word that no page has meant. */
  private final LoadingCache<QuestionWord, List<QueryTerm>> mended =
      Caffeine.newBuilder().maximumSize(MOST_MENDED_KEPT).build(this::mend);

  private final QuestionAnalyzer analyzer;
  private final CompoundTerms compounds;

  /**
   * @param hasCompounds whether pages are in a language that writes compounds as one word
   */
  TermStatistics(
      IndexReader index, List<String> fields, QuestionAnalyzer analyzer, boolean hasCompounds)
      throws IOException {
    this.index = index;
    this.fields = fields;
    this.analyzer = analyzer;
    this.compounds = hasCompounds ? CompoundTerms.of(index, fields) : CompoundTerms.NONE;
  }

  /** What the words of a question stand for here. Only the first few unknown ones are mended. */
  List<QueryTerm> meant(List<QuestionWord> words) {
    List<Set<String>> joined = joined(words);
    List<QueryTerm> meant = new ArrayList<>();
    int letters = 0;
    for (int i = 0; i < words.size(); i++) {
      QuestionWord word = words.get(i);
      int frequency = Math.max(frequencyOf(word.terms()), frequencyOf(joined.get(i)));
      boolean isMended =
          frequency == 0
              && isWord(word)
              && !CommonWords.contain(word.word())
              && letters + word.word().length() <= MOST_LETTERS_MENDED;
      letters += isMended ? word.word().length() : 0;
      if (isMended) {
        meant.addAll(mended.get(word));
      } else {
        Set<String> terms = joined.get(i);
        terms.addAll(word.terms());
        meant.add(known(word, terms, frequency));
      }
    }
    return meant;
  }

  /** For each word, the terms of the index that it makes with the one before or after it. */
  private List<Set<String>> joined(List<QuestionWord> words) {
    List<Set<String>> joined = new ArrayList<>();
    words.forEach(word -> joined.add(new HashSet<>()));
    for (int first = 0; first + 1 < words.size(); first++) {
      QuestionWord both = analyzer.joined(words.get(first), words.get(first + 1));
      if (isSpaced(both) && frequencyOf(both.terms()) > 0) {
        joined.get(first).addAll(both.terms());
        joined.get(first + 1).addAll(both.terms());
      }
    }
    return joined;
  }

  private QueryTerm known(QuestionWord word, Set<String> terms, int frequency) {
    double share = frequency > 0 ? 1 : shareOf(word.word());
    share *= frequency == 0 && CommonWords.contain(word.word()) ? WEIGHT_OF_COMMON : 1;
    return new QueryTerm(
        terms,
        weightOf(frequency) * share,
        frequency == 0 ? 0 : 1,
        false,
        CommonWords.contain(word.word()));
  }

  private List<QueryTerm> mend(QuestionWord word) throws IOException {
    Set<String> ending = compounds.endingWith(word);
    if (!ending.isEmpty()) {
      return List.of(
          new QueryTerm(ending, weightOf(frequencyOf(ending)), TRUST_IN_MENDED, false, false));
    }
    Set<String> nearest = nearest(word);
    if (!nearest.isEmpty()) {
      return List.of(
          new QueryTerm(nearest, weightOf(frequencyOf(nearest)), TRUST_IN_MENDED, false, false));
    }
    List<QueryTerm> parts = parts(word.word());
    return parts.isEmpty() ? List.of(known(word, word.terms(), 0)) : parts;
  }

  /** Two words of the index that are written as one; none where there are no two. */
  private List<QueryTerm> parts(String word) {
    for (int end = SHORTEST_PART; end <= word.length() - SHORTEST_PART; end++) {
      QuestionWord first = analyzer.part(word.substring(0, end));
      QuestionWord second = analyzer.part(word.substring(end));
      int frequencyOfFirst = frequencyOf(first.terms());
      int frequencyOfSecond = frequencyOf(second.terms());
      if (frequencyOfFirst > 0 && frequencyOfSecond > 0) {
        return List.of(
            known(first, first.terms(), frequencyOfFirst),
            known(second, second.terms(), frequencyOfSecond));
      }
    }
    return List.of();
  }

  private static boolean isSpaced(QuestionWord word) {
    return word.word().codePoints().allMatch(c -> c < FIRST_UNSPACED);
  }

  private static boolean isWord(QuestionWord word) {
    String letters = word.word();
    return letters.length() >= SHORTEST_MENDED
        && letters.length() <= LONGEST_MENDED
        && letters.codePoints().allMatch(Character::isLetter);
  }

  private int frequencyOf(Set<String> terms) {
    int most = 0;
    for (String term : terms) {
      most = Math.max(most, frequencies.get(term));
    }
    return most;
  }

  /** The most passages that have a term in one field. */
  private int countPassages(String term) throws IOException {
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
        && term.codePoints().allMatch(c -> Character.isLetter(c) && c >= FIRST_UNSPACED);
  }

  /** The terms that are most alike; none where none is alike. */
  private Set<String> nearest(QuestionWord word) throws IOException {
    int length = word.word().length();
    Set<String> nearest = nearest(word, 1, 1);
    if (!nearest.isEmpty() || length < SHORTEST_MENDED_TWICE) {
      return nearest;
    }
    return nearest(word, 2, length == SHORTEST_MENDED_TWICE ? 3 : 1);
  }

  private Set<String> nearest(QuestionWord word, int maxEdits, int sameBeginning)
      throws IOException {
    Map<String, Float> likeness = new HashMap<>();
    for (String field : fields) {
      for (String term : word.terms()) {
        TermsEnum near = near(field, term, maxEdits, Math.min(sameBeginning, term.length()));
        for (BytesRef found = near.next(); found != null; found = near.next()) {
          float like = near.attributes().addAttribute(BoostAttribute.class).getBoost();
          likeness.merge(found.utf8ToString(), like, Math::max);
        }
      }
    }
    float best = likeness.values().stream().max(Float::compare).orElse(0f);
    return likeness.entrySet().stream()
        .filter(each -> each.getValue() >= best - ABOUT_AS_LIKE)
        .sorted(Map.Entry.<String, Float>comparingByValue().reversed())
        .limit(MOST_ALIKE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private TermsEnum near(String field, String term, int maxEdits, int sameBeginning)
      throws IOException {
    var indexed = MultiTerms.getTerms(index, field);
    return indexed == null
        ? TermsEnum.EMPTY
        : new FuzzyTermsEnum(indexed, new Term(field, term), maxEdits, sameBeginning, true);
  }
}
