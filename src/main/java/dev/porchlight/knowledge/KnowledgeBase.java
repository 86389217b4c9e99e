package dev.porchlight.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentFiles;
import dev.porchlight.knowledge.content.FaqEntry;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import dev.porchlight.knowledge.enrichment.Enrichments;
import dev.porchlight.knowledge.search.FaqMatcher;
import dev.porchlight.knowledge.search.PageLookup;
import dev.porchlight.knowledge.search.PassageIndex;
import dev.porchlight.knowledge.search.PassageRetriever;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.RetrievalResult;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All that the owner wrote for the bot, as it was at one time: who it is, and the pages it may
 * speak of. Immutable; safe for use by any thread.
 */
public final class KnowledgeBase {

  /** Between a page's title and the headings that lead to a passage. */
  private static final String UNDER = " › ";

  private static final int MAX_NEXT = 3;

  /** Of the system prompts that are kept, since popular questions find the same passages. */
  private static final int MOST_CHARACTERS_KEPT = 1_000_000;

  private final Persona persona;
  private final List<Page> pages;
  private final PassageIndex search;
  private final PageLookup lookup;
  private final PassageRetriever retriever;
  private final FaqMatcher faq;
  private final ContentReport report;
  private final String fingerprint;
  private final LoadingCache<RetrievalResult, String> systemPrompts;

  /**
   * @param enrichments what was written of the passages
   */
  KnowledgeBase(
      Persona persona,
      List<Page> pages,
      List<FaqEntry> faq,
      Enrichments enrichments,
      ContentReport report) {
    this.persona = persona;
    this.pages = List.copyOf(pages);
    this.report = report;
    this.search = new PassageIndex(this.pages, enrichments);
    this.lookup = new PageLookup(pages);
    this.retriever = new PassageRetriever(search, lookup, persona);
    this.faq = search.matcherOf(faq);
    this.fingerprint = fingerprint(persona, this.pages, enrichments);
    this.systemPrompts =
        Caffeine.newBuilder()
            .maximumWeight(MOST_CHARACTERS_KEPT)
            .weigher((RetrievalResult retrieval, String prompt) -> prompt.length())
            .build(retrieval -> SystemPromptBuilder.of(persona, retrieval));
  }

  /**
   * Makes pages of files.
   *
   * @throws ContentException if the persona is malformed
   */
  public static KnowledgeBase of(List<MarkdownFile> files) {
    return new ContentReader(SiteLayout.PLAIN, SiteInfo.UNKNOWN, LocalDate.now(ZoneOffset.UTC))
        .read(new ContentFiles(files, 0, List.of()), Enrichments.NONE, null);
  }

  private static String fingerprint(Persona persona, List<Page> pages, Enrichments enrichments) {
    Sha256 digest = new Sha256().add(persona.toString().getBytes(UTF_8));
    for (Page page : pages) {
      for (Passage passage : page.passages()) {
        digest.add((passage + enrichments.apply(passage)).getBytes(UTF_8));
      }
    }
    return digest.hex();
  }

  /**
   * What a visitor who was shown a passage may want to ask next: the owner's questions for its
   * page, or else the headings around it there, the nearest first; at most three.
   */
  public List<String> nextTo(Passage passage) {
    for (Page page : pages) {
      int at = page.passages().indexOf(passage);
      if (at >= 0) {
        List<String> questions = page.details().questions();
        return questions.isEmpty() ? headingsAround(page.passages(), at) : questions;
      }
    }
    return List.of();
  }

  private static List<String> headingsAround(List<Passage> passages, int at) {
    return IntStream.range(0, passages.size())
        .boxed()
        .filter(other -> other != at && passages.get(other).title().contains(UNDER))
        .sorted(Comparator.comparing(other -> other > at ? 2 * (other - at) - 1 : 2 * (at - other)))
        .map(other -> passages.get(other).title())
        .map(title -> title.substring(title.lastIndexOf(UNDER) + UNDER.length()))
        .distinct()
        .limit(MAX_NEXT)
        .toList();
  }

  /** What became of the files that it was made of. */
  public ContentReport report() {
    return report;
  }

  public Persona persona() {
    return persona;
  }

  public List<Page> pages() {
    return pages;
  }

  /** The passages of all pages, in their order. */
  public List<Passage> passages() {
    return pages.stream().map(Page::passages).flatMap(List::stream).toList();
  }

  /** Whether there is anything in a question to search for. */
  boolean isAboutSomething(String question) {
    return search.isAboutSomething(question);
  }

  /** The language to answer a question in where no model does, by its primary subtag (BCP 47). */
  String languageOf(String question) {
    return search.languageOf(question);
  }

  /** The pages of passages, each once, in their order. */
  List<Page> pagesOf(List<Passage> passages) {
    return passages.stream()
        .flatMap(passage -> pages.stream().filter(page -> page.passages().contains(passage)))
        .distinct()
        .toList();
  }

  /** The owner's own answer to a question, or null where they gave none. */
  public @Nullable FaqEntry ownersAnswer(String question) {
    return faq.match(question);
  }

  /** What the site says of a question. */
  public RetrievalResult find(RetrievalQuery query, RetrievalLimits limits) {
    return retriever.find(query, limits);
  }

  /** What a question means, for a search by meaning; nothing where it names nothing. */
  public List<String> meaningsOf(RetrievalQuery query) {
    return retriever.meaningsOf(query);
  }

  /** What was found by words and, in lists of their own, by meaning, together. */
  public RetrievalResult fused(
      RetrievalResult found, List<List<Passage>> byMeaning, RetrievalLimits limits) {
    return retriever.fused(found, byMeaning, limits);
  }

  /** Whether the owner has a page at an address. */
  public boolean hasPage(@Nullable String address) {
    return lookup.at(address) != null;
  }

  /**
   * The system prompt: who it is, where the visitor is, how to use the passages, and the passages,
   * numbered from 1 in their order, as the sources of the answer are. The same passages often get
   * the same object.
   */
  public String systemPrompt(RetrievalResult retrieval) {
    return systemPrompts.get(retrieval);
  }

  /** SHA-256 of all that an answer may depend on: whoever has the same has the same content. */
  public String fingerprint() {
    return fingerprint;
  }
}
