package dev.porchlight.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import dev.porchlight.knowledge.search.PageLookup;
import dev.porchlight.knowledge.search.PassageIndex;
import dev.porchlight.knowledge.search.PassageRetriever;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.RetrievalResult;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the owner wrote for the bot: who it is, and the pages it may speak of. Read once; safe
 * for use by any thread.
 */
public final class KnowledgeBase {

  private static final Logger log = LoggerFactory.getLogger(KnowledgeBase.class);

  private final Persona persona;
  private final List<Page> pages;
  private final PassageIndex search;
  private final PageLookup lookup;
  private final PassageRetriever retriever;

  KnowledgeBase(Persona persona, List<Page> pages) {
    this.persona = persona;
    this.pages = List.copyOf(pages);
    this.search = new PassageIndex(this.pages);
    this.lookup = new PageLookup(pages);
    this.retriever = new PassageRetriever(search, lookup, persona);
  }

  /**
   * Reads the files of a folder and its sub-folders.
   *
   * @throws ContentException if the folder is missing or the persona is malformed
   */
  public static KnowledgeBase in(Path folder, SiteInfo site) {
    KnowledgeBase knowledge =
        of(ContentLoader.read(folder), SiteLayout.of(folder, site.url()), site);
    knowledge.warnOfWhatIsMissing();
    return knowledge;
  }

  /**
   * Reads the content that the program was packed with.
   *
   * @throws ContentException if there is none
   */
  public static KnowledgeBase packed() {
    List<MarkdownFile> files = ContentLoader.readPacked(KnowledgeBase.class.getClassLoader());
    return of(files, SiteLayout.PLAIN, SiteInfo.UNKNOWN);
  }

  /** Makes pages of files that were read. */
  public static KnowledgeBase of(List<MarkdownFile> files) {
    return of(files, SiteLayout.PLAIN, SiteInfo.UNKNOWN);
  }

  private static KnowledgeBase of(List<MarkdownFile> files, SiteLayout layout, SiteInfo site) {
    return new ContentReader(layout, site, LocalDate.now(ZoneOffset.UTC)).read(files);
  }

  private void warnOfWhatIsMissing() {
    if (pages.stream().allMatch(page -> page.passages().isEmpty())) {
      log.warn("The content folder has no pages: the bot knows nothing of its site.");
    } else if (pages.stream().allMatch(page -> page.url().isEmpty())) {
      log.warn("No page has an address, so that no source can be opened; set SITE_URL.");
    }
  }

  public Persona persona() {
    return persona;
  }

  public List<Page> pages() {
    return pages;
  }

  /** Whether there is anything in a question to search for. */
  boolean isAboutSomething(String question) {
    return search.isAboutSomething(question);
  }

  /** What the site says of a question. */
  public RetrievalResult find(RetrievalQuery query, RetrievalLimits limits) {
    return retriever.find(query, limits);
  }

  /** Whether the owner has a page at an address. */
  public boolean hasPage(@Nullable String address) {
    return lookup.at(address) != null;
  }

  /**
   * The system prompt: who it is, where the visitor is, how to use the passages, and the passages,
   * numbered from 1 in their order, as the sources of the answer are.
   */
  public String systemPrompt(RetrievalResult retrieval) {
    return SystemPromptBuilder.of(persona, retrieval);
  }

  /** SHA-256 of all that an answer may depend on: whoever has the same has the same content. */
  public String fingerprint() {
    Sha256 digest = new Sha256().add(persona.toString().getBytes(UTF_8));
    for (Page page : pages) {
      page.passages().forEach(passage -> digest.add(passage.toString().getBytes(UTF_8)));
    }
    return digest.hex();
  }
}
