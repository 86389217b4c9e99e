package dev.porchlight.knowledge.search;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;

/**
 * The terms of an index by their ends: whoever asks for a "Presse" may mean the "Stockpresse" of
 * the pages. Immutable.
 */
final class CompoundTerms {

  static final CompoundTerms NONE = new CompoundTerms(new TreeSet<>());

  private static final int SHORTEST_END = 4;
  private static final int SHORTEST_BEGINNING = 3;
  private static final int MOST_FOUND = 8;

  /** Each term backwards. */
  private final NavigableSet<String> reversed;

  private CompoundTerms(NavigableSet<String> reversed) {
    this.reversed = reversed;
  }

  static CompoundTerms of(IndexReader index, Iterable<String> fields) throws IOException {
    NavigableSet<String> reversed = new TreeSet<>();
    for (String field : fields) {
      Terms terms = MultiTerms.getTerms(index, field);
      TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
      while (each.next() != null) {
        reversed.add(reversed(each.term().utf8ToString()));
      }
    }
    return new CompoundTerms(reversed);
  }

  /** The terms that end with a word's, and have enough before it to be compounds. */
  Set<String> endingWith(QuestionWord word) {
    return word.terms().stream()
        .filter(term -> term.length() >= SHORTEST_END)
        .map(CompoundTerms::reversed)
        .flatMap(
            end ->
                reversed.subSet(end, end + Character.MAX_VALUE).stream()
                    .filter(term -> term.length() >= end.length() + SHORTEST_BEGINNING))
        .limit(MOST_FOUND)
        .map(CompoundTerms::reversed)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String reversed(String term) {
    return new StringBuilder(term).reverse().toString();
  }
}
