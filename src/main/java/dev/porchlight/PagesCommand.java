package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Page;
import java.io.PrintStream;

/**
 * Prints which address each page of the owner's has, so that they can be checked before a start.
 */
final class PagesCommand {

  private PagesCommand() {}

  /** Prints a line for each page: its file, its address and the number of its passages. */
  static int run(Settings settings, PrintStream out) {
    KnowledgeBase knowledge = ContentLibrary.open(settings.contentFolder(), settings.site()).get();
    int widest = knowledge.pages().stream().mapToInt(page -> page.path().length()).max().orElse(0);
    for (Page page : knowledge.pages()) {
      String address = page.url().isEmpty() ? "(no address)" : page.url();
      out.printf(
          "%-" + Math.max(1, widest) + "s  %s  (%d)%n",
          page.path(),
          address,
          page.passages().size());
    }
    out.println(knowledge.report().inWords());
    return 0;
  }
}
