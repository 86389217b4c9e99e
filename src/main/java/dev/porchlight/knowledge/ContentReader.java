package dev.porchlight.knowledge;

import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentFiles;
import dev.porchlight.knowledge.content.FaqParser;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.PageReader;
import dev.porchlight.knowledge.content.PageResult;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.content.PersonaParser;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import dev.porchlight.knowledge.enrichment.Enrichments;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a knowledge base of the owner's files, and says in the log what was read and what was left
 * out. Used by one thread, once.
 */
final class ContentReader {

  static final int MAX_PASSAGES = 20_000;
  private static final Logger log = LoggerFactory.getLogger(ContentReader.class);

  private final SiteLayout layout;
  private final SiteInfo site;
  private final LocalDate today;
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private final List<Page> pages = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int passages;

  /**
   * @param today pages of a later date are left out
   */
  ContentReader(SiteLayout layout, SiteInfo site, LocalDate today) {
    this.layout = layout;
    this.site = site;
    this.today = today;
  }

  /**
   * Reads them.
   *
   * @param enrichments what was written of the passages
   * @param otherwise speaks where the persona is malformed; null where that stops the start
   * @throws ContentException if the persona is malformed and there is no other
   */
  KnowledgeBase read(ContentFiles files, Enrichments enrichments, @Nullable Persona otherwise) {
    long startNanos = System.nanoTime();
    warnings.addAll(files.warnings());
    if (files.unreadable() > 0) {
      leftOut.put("unreadable", files.unreadable());
    }
    Persona persona = Persona.of(site, layout.siteUrl());
    FaqParser.Faq faq = FaqParser.Faq.NONE;
    List<MarkdownFile> pageFiles = new ArrayList<>();
    for (MarkdownFile file : files.files()) {
      if (file.path().equals(PersonaParser.PATH)) {
        persona = persona(file, persona, otherwise);
      } else if (file.path().equals(FaqParser.PATH)) {
        faq = FaqParser.read(file, layout);
        warnings.addAll(faq.warnings());
        pageFiles.add(file);
      } else if (layout.holdsPage(file.path())) {
        pageFiles.add(file);
      } else {
        leaveOut("not a page of " + layout.name());
      }
    }
    PageReader.readAll(pageFiles, layout, today).forEach(this::add);
    warnings.forEach(log::warn);
    ContentReport report = new ContentReport(pages.size(), passages, leftOut, warnings);
    KnowledgeBase knowledge = new KnowledgeBase(persona, pages, faq.entries(), enrichments, report);
    log.info(
        "The content ({}) has {} pages with {} passages; left out: {}; read in {} s.",
        layout.name(),
        pages.size(),
        passages,
        leftOut.isEmpty() ? "none" : leftOut,
        String.format(
            Locale.ROOT,
            "%.1f",
            Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1e3));
    return knowledge;
  }

  private Persona persona(MarkdownFile file, Persona start, @Nullable Persona otherwise) {
    try {
      return PersonaParser.read(file, start);
    } catch (ContentException e) {
      if (otherwise == null) {
        throw e;
      }
      warnings.add(e.getMessage() + " The persona stays as it was.");
      return otherwise;
    }
  }

  private void add(PageResult read) {
    warnings.addAll(read.warnings());
    Page page = read.page();
    if (page == null) {
      leaveOut(String.valueOf(read.leftOutAs()));
    } else if (passages + page.passages().size() > MAX_PASSAGES) {
      leaveOut("beyond " + MAX_PASSAGES + " passages");
    } else {
      passages += page.passages().size();
      pages.add(page);
    }
  }

  private void leaveOut(String reason) {
    leftOut.merge(reason, 1, Integer::sum);
  }
}
