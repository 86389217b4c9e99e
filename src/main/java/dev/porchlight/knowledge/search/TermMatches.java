package dev.porchlight.knowledge.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.ScoreDoc;

/**
 * The documents that a term, or a phrase, stands in. Not changed once {@link TermSearch} has it.
 */
final class TermMatches {

  static final TermMatches NONE = new TermMatches(0);

  /** In ascending order, as the scores and fields are. */
  private final int[] documents;

  private final float[] scores;

  /** A bit for each {@link IndexField} that it stands in. */
  private final byte[] fields;

  private TermMatches(int size) {
    documents = new int[size];
    scores = new float[size];
    fields = new byte[size];
  }

  /** Those that were found, in no field yet. */
  static TermMatches of(ScoreDoc[] found) {
    ScoreDoc[] inOrder =
        Stream.of(found).sorted(Comparator.comparingInt(each -> each.doc)).toArray(ScoreDoc[]::new);
    TermMatches matches = new TermMatches(found.length);
    for (int i = 0; i < found.length; i++) {
      matches.documents[i] = inOrder[i].doc;
      matches.scores[i] = inOrder[i].score;
    }
    return matches;
  }

  /** Marks the documents in one of whose fields it stands. */
  void mark(IndexField field, PostingsEnum postings) throws IOException {
    for (int i = 0; i < documents.length; i++) {
      if (postings.docID() < documents[i]) {
        postings.advance(documents[i]);
      }
      if (postings.docID() == documents[i]) {
        fields[i] |= field.bit;
      }
    }
  }

  int size() {
    return documents.length;
  }

  /**
   * Adds what it is worth.
   *
   * @param sums by document
   */
  void addTo(double[] sums, float boost) {
    for (int i = 0; i < documents.length; i++) {
      sums[documents[i]] += boost * scores[i];
    }
  }

  /** How far a document speaks of it: see {@link IndexField#coverage}; 0 where not at all. */
  double coverageIn(int document) {
    int place = Arrays.binarySearch(documents, document);
    double most = 0;
    for (IndexField field : IndexField.ALL) {
      if (place >= 0 && field.isIn(fields[place])) {
        most = Math.max(most, field.coverage);
      }
    }
    return most;
  }

  boolean isInTitleOf(int document) {
    int place = Arrays.binarySearch(documents, document);
    return place >= 0 && IndexField.TITLE.isIn(fields[place]);
  }
}
