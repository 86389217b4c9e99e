package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.FilePath;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a page is not to be read by visitors, as its front matter has it. */
final class PageStatus {

  private static final int DATE_CHARACTERS = 10;

  private PageStatus() {}

  private static final Set<String> ERROR_PAGES = Set.of("404", "500");

  /**
   * A word for the owner's log, or null where the page is public.
   *
   * @param path of its file
   * @param today pages of a later date are not public yet
   */
  static @Nullable String leftOutAs(FrontMatter frontMatter, FilePath path, LocalDate today) {
    if (ERROR_PAGES.contains(path.name())) {
      return "error pages";
    }
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
    LocalDate published = date == null ? path.date() : date;
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
