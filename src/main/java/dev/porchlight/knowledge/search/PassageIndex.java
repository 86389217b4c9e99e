package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.MarkdownText;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds passages by BM25 in an index in memory, built once, and ranks the best of them by how much
 * of the question they speak of. Equal scores keep the order of the pages. Safe for use by any
 * thread.
 */
public final class PassageIndex {

  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String PAGE = "page";
  private static final float TITLE_BOOST = 2.5f;
  private static final double ON_THE_PAGE = 2;
  private static final int CANDIDATES = 32;
  private static final int MAX_QUESTION_CHARS = 8_000;
  private static final int MAX_QUESTION_TERMS = 200;

  private final List<Passage> passages;
  private final TermAnalyzer terms = new TermAnalyzer();
  private final TermStatistics statistics;
  private final IndexSearcher searcher;

  public PassageIndex(List<Passage> passages) {
    this.passages = List.copyOf(passages);
    try {
      searcher = new IndexSearcher(DirectoryReader.open(index()));
      statistics = new TermStatistics(searcher.getIndexReader(), List.of(TITLE, TEXT));
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
        document.add(new StringField(PAGE, pageOf(passage.url()), Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    return directory;
  }

  private static String plainTextOf(Passage passage) {
    return PlainText.of(MarkdownText.parse(passage.text()));
  }

  private static String pageOf(String url) {
    return String.valueOf(NormalizedUrl.of(url));
  }

  /**
   * What stands on the site and on one page of it; nothing where no term of the question does.
   *
   * @param pageUrl the page's address, or null for none
   */
  RankedPassages search(String question, @Nullable String pageUrl, int limit) {
    try {
      QueryCoverage coverage = new QueryCoverage(statistics.meant(termsOf(question)));
      Query query = queryFor(coverage.knownTerms());
      return new RankedPassages(
          best(query, coverage, 1, limit),
          pageUrl == null ? List.of() : best(onPage(query, pageUrl), coverage, ON_THE_PAGE, limit));
    } catch (IOException e) {
      throw new UncheckedIOException("Searching in memory failed", e);
    }
  }

  /** What a question is about; empty where all its words are such as every question has. */
  public Set<String> termsOf(String question) {
    String head = question.substring(0, Math.min(question.length(), MAX_QUESTION_CHARS));
    return terms.in(head, MAX_QUESTION_TERMS);
  }

  /** How many words {@link #termsOf} makes of it; a pair of characters is a part of one. */
  double lengthOf(String question) {
    return termsOf(question).stream().mapToDouble(TermStatistics::shareOf).sum();
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

  private static Query onPage(Query query, String pageUrl) {
    return new BooleanQuery.Builder()
        .add(query, Occur.MUST)
        .add(new TermQuery(new Term(PAGE, pageOf(pageUrl))), Occur.FILTER)
        .build();
  }

  private List<ScoredPassage> best(Query query, QueryCoverage coverage, double worth, int limit)
      throws IOException {
    ScoreDoc[] found = searcher.search(query, limit + CANDIDATES).scoreDocs;
    TermOccurrences inTitle = occurrences(TITLE, coverage, found);
    TermOccurrences inText = occurrences(TEXT, coverage, found);
    return Stream.of(found)
        .map(
            each ->
                hit(each, coverage, coverage.of(inTitle.in(each.doc), inText.in(each.doc)), worth))
        .sorted(Comparator.comparingDouble(ScoredPassage::score).reversed())
        .limit(limit)
        .toList();
  }

  private TermOccurrences occurrences(String field, QueryCoverage coverage, ScoreDoc[] found)
      throws IOException {
    int[] documents = Stream.of(found).mapToInt(each -> each.doc).sorted().toArray();
    return TermOccurrences.of(searcher.getIndexReader(), field, coverage.knownTerms(), documents);
  }

  private ScoredPassage hit(ScoreDoc found, QueryCoverage coverage, double share, double worth) {
    Passage passage = passages.get(found.doc);
    return new ScoredPassage(passage, found.score * share * worth, share, coverage.isEnough(share));
  }
}
