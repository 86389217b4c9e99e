package dev.porchlight;

import dev.porchlight.concurrent.SerialExecutor;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.ContentReport;
import dev.porchlight.knowledge.content.FaqEditException;
import dev.porchlight.knowledge.content.FaqEntry;
import dev.porchlight.knowledge.content.FaqFile;
import dev.porchlight.web.OwnerContent;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's pages and {@code faq.md}, which one answer is written to at a time. Safe for use by
 * any thread.
 */
final class OwnersContent implements OwnerContent {

  private static final Logger LOG = LoggerFactory.getLogger(OwnersContent.class);

  private final ContentLibrary library;
  private final FaqFile faq;
  private final Timers timers;
  private final SerialExecutor edits =
      new SerialExecutor(
          fault -> LOG.error("An edit of the content failed for a fault of our own", fault));

  /**
   * @param folder the owner's content, or null where it is what was packed
   * @param timers runs what reads and writes files
   */
  OwnersContent(ContentLibrary library, @Nullable Path folder, Timers timers) {
    this.library = library;
    this.faq = new FaqFile(folder);
    this.timers = timers;
  }

  @Override
  public State state() {
    ContentLibrary.LastRead last = library.lastRead();
    ContentReport report = last.report();
    return new State(
        report.pages(),
        report.passages(),
        report.leftOut(),
        report.warnings(),
        last.at().toString(),
        faq.problem());
  }

  @Override
  public @Nullable Reload reload() {
    ContentLibrary.Reload reload = library.reload();
    if (reload == null) {
      return null;
    }
    ContentReport report = reload.report();
    return new Reload(
        reload.changed(), report.pages(), report.passages(), report.leftOut(), report.warnings());
  }

  @Override
  public CompletionStage<Written> write(String question, String answer) {
    CompletableFuture<Written> written = new CompletableFuture<>();
    timers.execute(
        () ->
            edits.execute(
                () -> {
                  try {
                    written.complete(writeNow(question, answer));
                  } catch (RuntimeException e) {
                    written.completeExceptionally(e);
                  }
                }));
    return written;
  }

  private Written writeNow(String question, String answer) {
    FaqEntry before = library.get().ownersAnswer(question);
    if (before != null) {
      return new Written.AnsweredBefore(before.wordings().get(0));
    }
    try {
      faq.append(question, answer);
    } catch (FaqEditException e) {
      String part = e.part().name().toLowerCase(Locale.ROOT);
      return new Written.Refused(
          e.part() == FaqEditException.Part.FILE ? null : part, String.valueOf(e.getMessage()));
    }
    var unused = library.reloadOnceFree();
    return new Written.Added(library.get().ownersAnswer(question) != null);
  }
}
