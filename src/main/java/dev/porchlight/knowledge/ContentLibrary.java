package dev.porchlight.knowledge;

import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.ContentFiles;
import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import dev.porchlight.knowledge.enrichment.Enrichments;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's content as it is now. A new knowledge base is built beside the old one, which answers
 * until the new one takes its place in one step. Safe for use by any thread.
 */
public final class ContentLibrary implements Supplier<KnowledgeBase> {

  private static final Logger log = LoggerFactory.getLogger(ContentLibrary.class);

  private final @Nullable Path folder;
  private final @Nullable Path dataFolder;
  private final SiteInfo site;
  private final InstantSource clock;
  private final Semaphore loading = new Semaphore(1);
  private volatile Loaded current;
  private volatile LastRead lastRead;
  private volatile Runnable listener = () -> {};

  /**
   * What was read at one time.
   *
   * @param day on which it was read (UTC): the next day may publish further pages
   */
  private record Loaded(
      ContentFiles files, Enrichments enrichments, LocalDate day, KnowledgeBase knowledge) {}

  /**
   * What a reload did.
   *
   * @param changed whether the knowledge is another than before
   */
  public record Reload(boolean changed, ContentReport report) {}

  /**
   * How the folder was when it was looked at last.
   *
   * @param report with the warnings of that time, also where all stayed as it was
   */
  public record LastRead(Instant at, ContentReport report) {}

  private ContentLibrary(
      @Nullable Path folder, @Nullable Path dataFolder, SiteInfo site, InstantSource clock) {
    this.folder = folder;
    this.dataFolder = dataFolder;
    this.site = site;
    this.clock = clock;
    ContentFiles files =
        folder == null
            ? ContentLoader.readPacked(ContentLibrary.class.getClassLoader())
            : ContentLoader.read(folder);
    current = load(files, Enrichments.read(folder, dataFolder), today(), null);
    lastRead = new LastRead(clock.instant(), current.knowledge.report());
  }

  /**
   * Reads the content.
   *
   * @param folder the owner's, or null for what the program was packed with
   * @param dataFolder where what was written of the passages may stand too, or null
   * @throws ContentException if the folder can't be read, or the persona is malformed
   */
  public static ContentLibrary open(
      @Nullable Path folder, @Nullable Path dataFolder, SiteInfo site, InstantSource clock) {
    ContentLibrary library = new ContentLibrary(folder, dataFolder, site, clock);
    library.warnOfWhatIsMissing();
    return library;
  }

  /** The same without a data folder, on the system's clock. */
  public static ContentLibrary open(@Nullable Path folder, SiteInfo site) {
    return open(folder, null, site, InstantSource.system());
  }

  @Override
  public KnowledgeBase get() {
    return current.knowledge;
  }

  /** Sets the one listener that is called whenever something else is known than before. */
  public void onChange(Runnable newListener) {
    listener = newListener;
  }

  /**
   * Reads the folder again. A file that is faulty now, and was not before, stays as it was.
   *
   * @return null where a reload is under way already
   * @throws ContentException if the folder can't be read
   */
  public @Nullable Reload reload() {
    return loading.tryAcquire() ? reloadAndRelease() : null;
  }

  /**
   * The same, after a reload that is under way: what was written before this is called is known
   * when it returns.
   *
   * @throws ContentException if the folder can't be read
   */
  public Reload reloadOnceFree() {
    loading.acquireUninterruptibly();
    return reloadAndRelease();
  }

  /** What came of the last look at the folder. */
  public LastRead lastRead() {
    return lastRead;
  }

  private Reload reloadAndRelease() {
    try {
      Reload reload = folder == null ? new Reload(false, get().report()) : reload(folder);
      lastRead = new LastRead(clock.instant(), reload.report());
      return reload;
    } finally {
      loading.release();
    }
  }

  private Reload reload(Path from) {
    Loaded before = current;
    ContentFiles files = ContentLoader.read(from, before.files);
    LocalDate today = today();
    Enrichments enrichments = Enrichments.read(folder, dataFolder);
    if (files.files().equals(before.files.files())
        && enrichments.equals(before.enrichments)
        && today.equals(before.day)) {
      return new Reload(false, withWarningsOf(files, before.knowledge.report()));
    }
    Loaded loaded = load(files, enrichments, today, before.knowledge);
    current = loaded;
    listener.run();
    boolean changed = !loaded.knowledge.fingerprint().equals(before.knowledge.fingerprint());
    return new Reload(changed, loaded.knowledge.report());
  }

  private static ContentReport withWarningsOf(ContentFiles files, ContentReport report) {
    files.warnings().forEach(log::warn);
    return files.warnings().isEmpty()
        ? report
        : new ContentReport(report.pages(), report.passages(), report.leftOut(), files.warnings());
  }

  private Loaded load(
      ContentFiles files,
      Enrichments enrichments,
      LocalDate today,
      @Nullable KnowledgeBase before) {
    SiteLayout layout =
        folder == null
            ? SiteLayout.PLAIN
            : SiteLayout.of(folder, site.url()).withImagesOf(site.imageOrigins());
    SiteInfo speaker = folder == null ? SiteInfo.UNKNOWN : site;
    KnowledgeBase knowledge =
        new ContentReader(layout, speaker, today)
            .read(files, enrichments, before == null ? null : before.persona());
    return new Loaded(files, enrichments, today, knowledge);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private void warnOfWhatIsMissing() {
    KnowledgeBase knowledge = get();
    if (knowledge.report().passages() == 0) {
      log.warn("The content folder has no pages: the bot knows nothing of its site.");
    } else if (folder != null && knowledge.pages().stream().allMatch(p -> p.url().isEmpty())) {
      log.warn("No page has an address, so that no source can be opened; set SITE_URL.");
    }
  }
}
