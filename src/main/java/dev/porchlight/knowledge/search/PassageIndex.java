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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages by BM25 in an index in memory, built once, and ranks the best of them by how much
 * of the question they speak of. Titles, and what the front matter says of a page, are fields of
 * their own. Of passages that say nearly the same, the most current one is found. Equal scores keep
 * the order of the pages. Safe for use by any thread.
 */
public final class PassageIndex {

  private static final double ON_THE_PAGE = 2;
  private static final double DEFINITION_BOOST = 2;
  private static final int CANDIDATES = 32;

  /** By the numbers of their documents. */
  private final List<IndexedPassage> entries = new ArrayList<>();

  /** The normalized address of each one's page. */
  private final List<String> pages;

  private final QuestionAnalyzer analyzer;
  private final TermStatistics statistics;
  private final TermSearch terms;
  private final NearDuplicates duplicates;
  private final @Nullable Language mainLanguage;

  /**
   * @param hints what a model wrote of a passage, or nothing
   */
  public PassageIndex(List<Page> pages, Function<Passage, String> hints) {
    List<@Nullable Language> languages = languages(pages);
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      PageVersion version = PageVersion.of(page);
      boolean isFirst = true;
      for (Passage passage : page.passages()) {
        entries.add(
            new IndexedPassage(passage, page.details(), languages.get(i), version, isFirst));
        isFirst = false;
      }
    }
    List<String> texts =
        entries.parallelStream().map(entry -> plainTextOf(entry.passage())).toList();
    this.pages = entries.stream().map(entry -> pageOf(entry.passage().url())).toList();
    duplicates = NearDuplicates.among(texts);
    mainLanguage = mainLanguage(languages);
    analyzer = new QuestionAnalyzer(new LinkedHashSet<>(languages));
    try {
      IndexReader index = DirectoryReader.open(new PassageDocuments(hints).index(entries, texts));
      terms = new TermSearch(index);
      boolean hasCompounds =
          languages.stream().flatMap(Stream::ofNullable).anyMatch(Language::writesCompounds);
      statistics = new TermStatistics(index, IndexField.keys(), analyzer, hasCompounds);
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

  private static String pageOf(String url) {
    return String.valueOf(NormalizedUrl.of(url));
  }

  private static String plainTextOf(Passage passage) {
    return PlainText.of(MarkdownText.parse(passage.text()));
  }

  /**
   * What stands on the site and on one page of it; nothing where no term of the question does.
   *
   * @param pageUrl the page's address, or null for none
   */
  RankedPassages search(SearchText text, @Nullable String pageUrl, int limit) {
    QueryCoverage coverage = new QueryCoverage(termsOf(text));
    QuestionMatches matches = QuestionMatches.of(coverage, terms, entries.size());
    boolean isDefinition = DefinitionQuestion.isOne(text.message());
    String page = pageUrl == null ? null : pageOf(pageUrl);
    return new RankedPassages(
        best(
            matches.best(document -> true, limit + CANDIDATES),
            matches,
            coverage,
            isDefinition,
            1,
            limit),
        page == null
            ? List.of()
            : best(
                matches.best(document -> pages.get(document).equals(page), limit + CANDIDATES),
                matches,
                coverage,
                isDefinition,
                ON_THE_PAGE,
                limit));
  }

  private List<QueryTerm> termsOf(SearchText text) {
    List<QueryTerm> meant = new ArrayList<>(statistics.meant(analyzer.wordsOf(text.message())));
    if (text.context() != null) {
      statistics.meant(analyzer.wordsOf(text.context())).stream()
          .filter(term -> meant.stream().noneMatch(known -> term.isAnyOf(known.variants())))
          .forEach(term -> meant.add(term.asContext(QuestionMatches.CONTEXT_BOOST)));
    }
    return meant;
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

  private List<ScoredPassage> best(
      List<Integer> found,
      QuestionMatches matches,
      QueryCoverage coverage,
      boolean isDefinition,
      double worth,
      int limit) {
    List<Candidate> candidates = new ArrayList<>();
    for (int document : found) {
      IndexedPassage entry = entries.get(document);
      QueryCoverage.Covered covered = coverage.of(matches.coverageIn(document));
      boolean isDefined = isDefinition && entry.isFirst() && matches.isInTitleOf(document);
      double score =
          matches.scoreOf(document)
              * covered.share()
              * worth
              * (isDefined ? DEFINITION_BOOST : 1)
              * entry.version().worth();
      candidates.add(new Candidate(document, score, covered));
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
        Passage passage =
            entries.get(mostCurrent.getOrDefault(group, candidate.document)).passage();
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
      if (asked.contains(entries.get(i).passage())) {
        documents.putIfAbsent(entries.get(i).passage(), i);
      }
    }
    Map<Integer, Integer> mostCurrent = new LinkedHashMap<>();
    passages.stream()
        .map(documents::get)
        .filter(Objects::nonNull)
        .forEach(
            document ->
                mostCurrent.merge(duplicates.groupOf(document), document, this::moreCurrent));
    return mostCurrent.values().stream().map(document -> entries.get(document).passage()).toList();
  }

  private int moreCurrent(int one, int other) {
    int order =
        PageVersion.BY_CURRENCY.compare(entries.get(one).version(), entries.get(other).version());
    return order < 0 ? other : one;
  }
}
