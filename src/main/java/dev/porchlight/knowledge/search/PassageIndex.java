package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.FaqEntry;
import dev.porchlight.knowledge.content.MarkdownText;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages by BM25 in an index in memory, built once, and ranks the best of them by how much
 * of the question they speak of. Titles, and what the front matter says of a page, are fields of
 * their own. Of passages that say nearly the same, the most current one is found. Equal scores keep
 * the order of the pages. Safe for use by any thread.
 */
public final class PassageIndex {

  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String ABOUT = "about";
  private static final String PAGE = "page";
  private static final float TITLE_BOOST = 2.5f;
  private static final float ABOUT_BOOST = 0.6f;
  private static final double ON_THE_PAGE = 2;
  private static final double DEFINITION_BOOST = 2;
  private static final float PHRASE_BOOST = 0.6f;
  private static final int PHRASE_SLOP = 2;
  private static final float CONTEXT_BOOST = 0.5f;
  private static final int CANDIDATES = 32;

  private final List<Entry> entries = new ArrayList<>();
  private final QuestionAnalyzer analyzer;
  private final TermStatistics statistics;
  private final IndexSearcher searcher;
  private final NearDuplicates duplicates;
  private final @Nullable Language mainLanguage;

  /**
   * A passage in the index, by the number of its document.
   *
   * @param isFirst whether it is its page's first
   */
  private record Entry(
      Passage passage,
      Page.Details details,
      @Nullable Language language,
      PageVersion version,
      boolean isFirst) {}

  public PassageIndex(List<Page> pages) {
    List<@Nullable Language> languages = languages(pages);
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      PageVersion version = PageVersion.of(page);
      boolean isFirst = true;
      for (Passage passage : page.passages()) {
        entries.add(new Entry(passage, page.details(), languages.get(i), version, isFirst));
        isFirst = false;
      }
    }
    List<String> texts = entries.parallelStream().map(entry -> plainTextOf(entry.passage)).toList();
    duplicates = NearDuplicates.among(texts);
    mainLanguage = mainLanguage(languages);
    analyzer = new QuestionAnalyzer(new LinkedHashSet<>(languages));
    try {
      searcher = new IndexSearcher(DirectoryReader.open(index(texts)));
      boolean hasCompounds =
          languages.stream().flatMap(Stream::ofNullable).anyMatch(Language::writesCompounds);
      statistics =
          new TermStatistics(
              searcher.getIndexReader(), List.of(TITLE, TEXT, ABOUT), analyzer, hasCompounds);
    } catch (IOException e) {
      throw new UncheckedIOException("Indexing in memory failed", e);
    }
  }

  /** As the front matter gives them, else by the pages' function words. */
  private static List<@Nullable Language> languages(List<Page> pages) {
    List<@Nullable Language> languages =
        LanguageDetector.ofEach(pages.stream().map(PassageIndex::wordsOf).toList());
    for (int i = 0; i < pages.size(); i++) {
      String given = pages.get(i).details().language();
      if (given != null) {
        languages.set(i, Language.of(given));
      }
    }
    return languages;
  }

  private static String wordsOf(Page page) {
    return page.passages().stream()
        .map(passage -> passage.title() + "\n" + passage.text())
        .collect(Collectors.joining("\n"));
  }

  private ByteBuffersDirectory index(List<String> texts) throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    Map<@Nullable Language, TermAnalyzer> analyzers = new HashMap<>();
    IndexWriterConfig config = new IndexWriterConfig(new TermAnalyzer(null));
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        TermAnalyzer terms = analyzers.computeIfAbsent(entry.language, TermAnalyzer::new);
        writer.addDocument(document(entry, texts.get(i), terms));
      }
      writer.forceMerge(1);
    }
    return directory;
  }

  private static Document document(Entry entry, String text, TermAnalyzer terms) {
    Document document = new Document();
    document.add(new TextField(TITLE, terms.tokenStream(TITLE, entry.passage.title())));
    document.add(new TextField(TEXT, terms.tokenStream(TEXT, text)));
    document.add(new TextField(ABOUT, terms.tokenStream(ABOUT, aboutOf(entry.details))));
    document.add(new StringField(PAGE, pageOf(entry.passage.url()), Field.Store.NO));
    return document;
  }

  private static String aboutOf(Page.Details details) {
    return details.description() + "\n" + String.join("\n", details.tags());
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
  RankedPassages search(SearchText text, @Nullable String pageUrl, int limit) {
    try {
      QueryCoverage coverage = new QueryCoverage(termsOf(text));
      Query query = queryFor(coverage.knownTerms());
      boolean isDefinition = DefinitionQuestion.isOne(text.message());
      return new RankedPassages(
          best(query, coverage, isDefinition, 1, limit),
          pageUrl == null
              ? List.of()
              : best(onPage(query, pageUrl), coverage, isDefinition, ON_THE_PAGE, limit));
    } catch (IOException e) {
      throw new UncheckedIOException("Searching in memory failed", e);
    }
  }

  private List<QueryTerm> termsOf(SearchText text) throws IOException {
    List<QueryTerm> terms = new ArrayList<>(statistics.meant(analyzer.wordsOf(text.message())));
    if (text.context() != null) {
      statistics.meant(analyzer.wordsOf(text.context())).stream()
          .filter(term -> terms.stream().noneMatch(known -> term.isIn(known.variants())))
          .forEach(term -> terms.add(term.asContext(CONTEXT_BOOST)));
    }
    return terms;
  }

  /** Finds the entries that answer questions in the languages of these pages. */
  public FaqMatcher matcherOf(List<FaqEntry> entries) {
    return new FaqMatcher(entries, analyzer);
  }

  /** Whether there is anything in a question to search for. */
  public boolean isAboutSomething(String question) {
    return !analyzer.wordsOf(question).isEmpty();
  }

  /**
   * The language of a question, else the one that most pages are in, by its primary subtag (BCP
   * 47); English where neither is known.
   */
  public String languageOf(String question) {
    return QuestionLanguage.of(question, mainLanguage);
  }

  private static @Nullable Language mainLanguage(List<@Nullable Language> languages) {
    return languages.stream()
        .flatMap(Stream::ofNullable)
        .collect(Collectors.groupingBy(language -> language, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** How many words a question is about; a pair of characters is a part of one. */
  double lengthOf(String question) {
    return analyzer.wordsOf(question).stream()
        .mapToDouble(word -> TermStatistics.shareOf(word.word()))
        .sum();
  }

  private static Query queryFor(List<QueryTerm> knownTerms) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (QueryTerm term : knownTerms) {
      float boost = term.isContext() ? CONTEXT_BOOST : 1;
      query.add(new BoostQuery(anyOf(TITLE, term), boost * TITLE_BOOST), Occur.SHOULD);
      query.add(new BoostQuery(anyOf(TEXT, term), boost), Occur.SHOULD);
      query.add(new BoostQuery(anyOf(ABOUT, term), boost * ABOUT_BOOST), Occur.SHOULD);
    }
    for (int i = 0; i + 1 < knownTerms.size(); i++) {
      addPhrases(query, knownTerms.get(i), knownTerms.get(i + 1));
    }
    return query.build();
  }

  /** Two words that stand side by side in a question say more where they do so in a passage too. */
  private static void addPhrases(BooleanQuery.Builder query, QueryTerm first, QueryTerm second) {
    if (first.isContext() || second.isContext()) {
      return;
    }
    for (String field : List.of(TITLE, TEXT)) {
      Query phrase =
          new MultiPhraseQuery.Builder()
              .add(termsIn(field, first))
              .add(termsIn(field, second))
              .setSlop(PHRASE_SLOP)
              .build();
      query.add(new BoostQuery(phrase, PHRASE_BOOST), Occur.SHOULD);
    }
  }

  private static Term[] termsIn(String field, QueryTerm term) {
    return term.variants().stream().map(variant -> new Term(field, variant)).toArray(Term[]::new);
  }

  private static Query anyOf(String field, QueryTerm term) {
    SynonymQuery.Builder query = new SynonymQuery.Builder(field);
    term.variants().forEach(variant -> query.addTerm(new Term(field, variant)));
    return query.build();
  }

  private static Query onPage(Query query, String pageUrl) {
    return new BooleanQuery.Builder()
        .add(query, Occur.MUST)
        .add(new TermQuery(new Term(PAGE, pageOf(pageUrl))), Occur.FILTER)
        .build();
  }

  private List<ScoredPassage> best(
      Query query, QueryCoverage coverage, boolean isDefinition, double worth, int limit)
      throws IOException {
    ScoreDoc[] found = searcher.search(query, limit + CANDIDATES).scoreDocs;
    TermOccurrences inTitle = occurrences(TITLE, coverage, found);
    TermOccurrences inText = occurrences(TEXT, coverage, found);
    TermOccurrences ofPage = occurrences(ABOUT, coverage, found);
    List<Candidate> candidates = new ArrayList<>();
    for (ScoreDoc each : found) {
      Entry entry = entries.get(each.doc);
      QueryCoverage.Covered covered =
          coverage.of(inTitle.in(each.doc), inText.in(each.doc), ofPage.in(each.doc));
      double score =
          each.score
              * covered.share()
              * worth
              * (isDefinition && entry.isFirst && !inTitle.in(each.doc).isEmpty()
                  ? DEFINITION_BOOST
                  : 1)
              * entry.version.worth();
      candidates.add(new Candidate(each.doc, score, covered));
    }
    candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return withoutDuplicates(candidates, limit);
  }

  /** A document that was found. */
  private record Candidate(int document, double score, QueryCoverage.Covered covered) {}

  /** One of each group of near-duplicates: the most current of those that were found. */
  private List<ScoredPassage> withoutDuplicates(List<Candidate> candidates, int limit) {
    Map<Integer, Integer> mostCurrent = new HashMap<>();
    for (Candidate candidate : candidates) {
      mostCurrent.merge(
          duplicates.groupOf(candidate.document), candidate.document, this::moreCurrent);
    }
    Set<Integer> seen = new HashSet<>();
    List<ScoredPassage> best = new ArrayList<>();
    for (Candidate candidate : candidates) {
      int group = duplicates.groupOf(candidate.document);
      if (best.size() < limit && seen.add(group)) {
        Passage passage = entries.get(mostCurrent.getOrDefault(group, candidate.document)).passage;
        best.add(
            new ScoredPassage(
                passage, candidate.score, candidate.covered.share(), candidate.covered.isEnough()));
      }
    }
    return Collections.unmodifiableList(best);
  }

  /** One of each group of near-duplicates: the most current of those given, where the first is. */
  List<Passage> withoutDuplicates(List<Passage> passages) {
    Map<Passage, Integer> documents = new HashMap<>();
    Set<Passage> asked = new HashSet<>(passages);
    for (int i = 0; i < entries.size(); i++) {
      if (asked.contains(entries.get(i).passage)) {
        documents.putIfAbsent(entries.get(i).passage, i);
      }
    }
    Map<Integer, Integer> mostCurrent = new LinkedHashMap<>();
    passages.stream()
        .map(documents::get)
        .filter(Objects::nonNull)
        .forEach(
            document ->
                mostCurrent.merge(duplicates.groupOf(document), document, this::moreCurrent));
    return mostCurrent.values().stream().map(document -> entries.get(document).passage).toList();
  }

  private int moreCurrent(int one, int other) {
    int order =
        PageVersion.BY_CURRENCY.compare(entries.get(one).version, entries.get(other).version);
    return order < 0 ? other : one;
  }

  private TermOccurrences occurrences(String field, QueryCoverage coverage, ScoreDoc[] found)
      throws IOException {
    int[] documents = Stream.of(found).mapToInt(each -> each.doc).sorted().toArray();
    return TermOccurrences.of(searcher.getIndexReader(), field, coverage.variants(), documents);
  }
}
