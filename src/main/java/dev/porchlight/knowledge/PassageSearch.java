package dev.porchlight.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Finds passages by BM25 in an index in memory, built once, and ranks the best of them by how much
 * of the question they speak of. Equal scores keep the order of the pages. Safe for use by any
 * thread.
 */
final class PassageSearch {

  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final float TITLE_BOOST = 2.5f;
  private static final int CANDIDATES = 12;
  private static final int MAX_QUESTION_CHARS = 8_000;
  private static final int MAX_QUESTION_TERMS = 200;

  private final List<Passage> passages;
  private final Terms terms = new Terms();
  private final Vocabulary vocabulary;
  private final IndexSearcher searcher;

  PassageSearch(List<Passage> passages) {
    this.passages = List.copyOf(passages);
    try {
      searcher = new IndexSearcher(DirectoryReader.open(index()));
      vocabulary = new Vocabulary(searcher.getIndexReader(), List.of(TITLE, TEXT));
    } catch (IOException e) {
      throw new UncheckedIOException("Indexing in memory failed", e);
    }
  }

  private ByteBuffersDirectory index() throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(terms))) {
      for (Passage passage : passages) {
        Document document = new Document();
        document.add(new TextField(TITLE, passage.title(), Field.Store.NO));
        document.add(new TextField(TEXT, plainTextOf(passage), Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    return directory;
  }

  private static String plainTextOf(Passage passage) {
    return PlainText.of(Markdown.parse(passage.text()));
  }

  /** The best passages first; none where no term of the question stands in any. */
  List<Hit> search(String question, int limit) {
    try {
      Fit fit = new Fit(vocabulary.meant(termsOf(question)));
      Query query = queryFor(fit.knownTerms());
      return Stream.of(searcher.search(query, limit + CANDIDATES).scoreDocs)
          .map(found -> hit(found, fit))
          .sorted(Comparator.comparingDouble(Hit::score).reversed())
          .limit(limit)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Searching in memory failed", e);
    }
  }

  /** What a question is about; empty where all its words are such as every question has. */
  Set<String> termsOf(String question) {
    String head = question.substring(0, Math.min(question.length(), MAX_QUESTION_CHARS));
    return terms.in(head, MAX_QUESTION_TERMS);
  }

  private static Query queryFor(Set<String> knownTerms) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String term : knownTerms) {
      Query inTitle = new TermQuery(new Term(TITLE, term));
      query.add(new BoostQuery(inTitle, TITLE_BOOST), Occur.SHOULD);
      query.add(new TermQuery(new Term(TEXT, term)), Occur.SHOULD);
    }
    return query.build();
  }

  private Hit hit(ScoreDoc found, Fit fit) {
    Passage passage = passages.get(found.doc);
    Set<String> inTitle = terms.in(passage.title(), Integer.MAX_VALUE);
    Set<String> inText = terms.in(plainTextOf(passage), Integer.MAX_VALUE);
    double share = fit.of(inTitle, inText);
    return new Hit(passage, found.score * share, share, fit.isEnough(share));
  }
}
