package dev.porchlight.knowledge.content;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Why a page is not to be read by visitors, as its front matter has it. */
final class PageStatus {

  private static final int DATE_CHARACTERS = 10;

  private PageStatus() {}

  /**
   * A word for the owner's log, or null where the page is public.
   *
   * @param inName the date in the file's name, which counts where the front matter has none
   * @param today pages of a later date are not public yet
   */
  static @Nullable String leftOutAs(
      FrontMatter frontMatter, @Nullable LocalDate inName, LocalDate today) {
    if (frontMatter.isTrue("draft")) {
      return "drafts";
    }
    if (frontMatter.isFalse("published") || frontMatter.isFalse("permalink")) {
      return "unpublished";
    }
    if (frontMatter.isTrue("unlisted") || frontMatter.isTrue("private")) {
      return "unlisted or private";
    }
    if (frontMatter.isTrue("noindex") || frontMatter.one("robots", "").contains("noindex")) {
      return "noindex";
    }
    LocalDate date = dateOf(frontMatter);
    LocalDate published = date == null ? inName : date;
    return published != null && published.isAfter(today) ? "of a future date" : null;
  }

  /**
   * The day on which it was published, which MkDocs also writes as {@code created} below the date;
   * null where that is not given or no date.
   */
  static @Nullable LocalDate dateOf(FrontMatter frontMatter) {
    String created = frontMatter.below("date", "created");
    String date = created == null ? frontMatter.one("date", "") : created;
    try {
      return LocalDate.parse(date.substring(0, Math.min(DATE_CHARACTERS, date.length())));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
