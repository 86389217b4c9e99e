package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Page;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Prints which address each page of the owner's has, so that they can be checked before a start.
 */
final class PagesCommand {

  private PagesCommand() {}

  /** Prints a line for each page: its file, its address and the number of its passages. */
  static int run(Settings settings, PrintStream out) {
    Path folder = settings.contentFolder();
    KnowledgeBase knowledge =
        folder == null ? KnowledgeBase.packed() : KnowledgeBase.in(folder, settings.site());
    int widest = knowledge.pages().stream().mapToInt(page -> page.path().length()).max().orElse(0);
    for (Page page : knowledge.pages()) {
      String address = page.url().isEmpty() ? "(no address)" : page.url();
      out.printf(
          "%-" + Math.max(1, widest) + "s  %s  (%d)%n",
          page.path(),
          address,
          page.passages().size());
    }
    return 0;
  }
}
