package dev.porchlight.knowledge.content.generator;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pattern such as {@code /:year/:month/:title/}, as Jekyll and Hugo have them. */
final class PermalinkPattern {

  private static final Pattern PLACEHOLDER = Pattern.compile(":(\\w+)");
  private static final Pattern SLASHES = Pattern.compile("/{2,}");
  private static final int DATE_CHARACTERS = 10;

  private PermalinkPattern() {}

  static boolean isIn(String address) {
    return !address.contains("://") && PLACEHOLDER.matcher(address).find();
  }

  /**
   * Fills the pattern in.
   *
   * @param categories the value of {@code :categories} and {@code :sections}
   */
  static String fill(String pattern, FilePath file, PageKeys keys, String categories) {
    LocalDate date = dateOf(file, keys);
    String filled =
        PLACEHOLDER
            .matcher(pattern)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        valueOf(match.group(1), file, keys, date, categories)));
    return SLASHES.matcher("/" + filled).replaceAll("/");
  }

  private static String valueOf(
      String name, FilePath file, PageKeys keys, @Nullable LocalDate date, String categories) {
    String slug = keys.one("slug");
    return switch (name) {
      case "categories", "sections" -> categories;
      case "section" -> categories.replaceFirst("/.*", "");
      case "collection" -> file.folder().replaceFirst("^_", "").replaceFirst("/.*", "");
      case "path" -> file.folder() + file.name();
      case "title", "slug", "slugorfilename", "slugorcontentbasename" ->
          slug(name, slug, file, keys);
      case "name", "basename", "filename", "contentbasename" -> file.name();
      case "output_ext" -> ".html";
      default -> date == null ? "" : partOf(date, name);
    };
  }

  private static String slug(String name, @Nullable String slug, FilePath file, PageKeys keys) {
    if (slug != null) {
      return slug;
    }
    boolean byTitle = name.equals("slug") && file.date() == null;
    return byTitle ? Slugs.letters(keys.one("title", file.name())) : file.name();
  }

  private static String partOf(LocalDate date, String name) {
    return switch (name) {
      case "year" -> "%04d".formatted(date.getYear());
      case "short_year" -> "%02d".formatted(date.getYear() % 100);
      case "month" -> "%02d".formatted(date.getMonthValue());
      case "i_month" -> String.valueOf(date.getMonthValue());
      case "monthname" ->
          date.getMonth()
              .getDisplayName(java.time.format.TextStyle.FULL, Locale.ENGLISH)
              .toLowerCase(Locale.ROOT);
      case "day" -> "%02d".formatted(date.getDayOfMonth());
      case "i_day" -> String.valueOf(date.getDayOfMonth());
      case "yearday", "y_day" -> String.valueOf(date.getDayOfYear());
      default -> "";
    };
  }

  /** The date in the front matter, else the one in the file's name. */
  private static @Nullable LocalDate dateOf(FilePath file, PageKeys keys) {
    String given = keys.one("date", "");
    try {
      return LocalDate.parse(given.substring(0, Math.min(DATE_CHARACTERS, given.length())));
    } catch (DateTimeParseException e) {
      return file.date();
    }
  }
}
