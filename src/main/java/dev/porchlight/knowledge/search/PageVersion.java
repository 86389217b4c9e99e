package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Page;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How current a page is among others that say the same: one that is no copy of another before its
 * copy, one outside an archive before one in it, then the later date, then the higher version in
 * its path, then the one without a version.
 *
 * @param isCopy whether its front matter names another page as the canonical one
 * @param isArchived whether its path says that it is kept for the record
 * @param date of publication; the last there is where the page has none, and is kept up to date
 * @param version in its path; the highest where it names none
 */
record PageVersion(boolean isCopy, boolean isArchived, LocalDate date, double version) {

  static final Comparator<PageVersion> BY_CURRENCY =
      Comparator.comparing((PageVersion page) -> !page.isCopy)
          .thenComparing(page -> !page.isArchived)
          .thenComparing(PageVersion::date)
          .thenComparing(PageVersion::version);

  private static final Pattern ARCHIVE =
      Pattern.compile("(?i)(?:^|/)(?:[\\w-]*archived?|old|legacy|deprecated|versioned_docs)/");
  private static final Pattern VERSION =
      Pattern.compile("(?i)(?:^|[/_-])v?(\\d{1,3}(?:\\.\\d{1,3})?)(?=[/._-])");

  private static final double ARCHIVED = 0.85;
  private static final double DATED = 0.92;

  /**
   * By how much a page is preferred: what is kept for the record least, a post of some day less
   * than a page that is kept up to date.
   */
  double worth() {
    return isArchived ? ARCHIVED : date.equals(LocalDate.MAX) ? 1 : DATED;
  }

  static PageVersion of(Page page) {
    Matcher version = VERSION.matcher(page.path());
    LocalDate date = page.details().date();
    String canonical = page.details().canonical();
    return new PageVersion(
        !canonical.isEmpty()
            && !Objects.equals(NormalizedUrl.of(canonical), NormalizedUrl.of(page.url())),
        ARCHIVE.matcher(page.path()).find(),
        date == null ? LocalDate.MAX : date,
        version.find() ? Double.parseDouble(version.group(1)) : Double.MAX_VALUE);
  }
}
