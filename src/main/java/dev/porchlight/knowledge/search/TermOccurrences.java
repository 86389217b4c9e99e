package dev.porchlight.knowledge.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;

/** Which of a question's terms stand in a field of some documents. Used by one thread. */
final class TermOccurrences {

  private final Map<Integer, Set<String>> termsByDocument = new HashMap<>();

  private TermOccurrences() {}

  /**
   * @param documents in ascending order
   */
  static TermOccurrences of(IndexReader index, String field, Set<String> terms, int[] documents)
      throws IOException {
    TermOccurrences occurrences = new TermOccurrences();
    for (String term : terms) {
      PostingsEnum postings =
          MultiTerms.getTermPostingsEnum(index, field, new BytesRef(term), PostingsEnum.NONE);
      if (postings != null) {
        occurrences.add(term, postings, documents);
      }
    }
    return occurrences;
  }

  private void add(String term, PostingsEnum postings, int[] documents) throws IOException {
    for (int document : documents) {
      if (postings.docID() < document) {
        postings.advance(document);
      }
      if (postings.docID() == document) {
        termsByDocument.computeIfAbsent(document, none -> new HashSet<>()).add(term);
      }
    }
  }

  Set<String> in(int document) {
    return termsByDocument.getOrDefault(document, Set.of());
  }
}
