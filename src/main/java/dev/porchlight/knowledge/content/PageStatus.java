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
   * @param today pages of a later date are not public yet
   */
  static @Nullable String leftOutAs(FrontMatter frontMatter, LocalDate today) {
    if (frontMatter.isTrue("draft")) {
      return "drafts";
    }
    if (frontMatter.isFalse("published")) {
      return "unpublished";
    }
    if (frontMatter.isTrue("unlisted") || frontMatter.isTrue("private")) {
      return "unlisted or private";
    }
    if (frontMatter.isTrue("noindex") || frontMatter.one("robots", "").contains("noindex")) {
      return "noindex";
    }
    return isAfter(frontMatter.one("date", ""), today) ? "of a future date" : null;
  }

  private static boolean isAfter(String date, LocalDate today) {
    try {
      String day = date.substring(0, Math.min(DATE_CHARACTERS, date.length()));
      return !day.isEmpty() && LocalDate.parse(day).isAfter(today);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
