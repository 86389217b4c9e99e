package dev.porchlight.knowledge.content.generator;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a page's file below the site's folder.
 *
 * @param folder with a slash at its end; empty for the site's folder itself
 * @param name without its ending and without a date before it
 * @param ending without its dot, in lower case; empty where there is none
 * @param date the date in the name, as in {@code 2024-05-17-first-post.md}, or null
 */
public record FilePath(String folder, String name, String ending, @Nullable LocalDate date) {

  private static final Pattern DATED = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})[-_](.+)");
  private static final Set<String> INDEX_NAMES = Set.of("index", "_index", "readme");

  public static FilePath of(String path) {
    int slash = path.lastIndexOf('/') + 1;
    int dot = path.lastIndexOf('.');
    boolean hasEnding = dot > slash;
    String name = path.substring(slash, hasEnding ? dot : path.length());
    String ending = hasEnding ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    String folder = path.substring(0, slash);
    Matcher dated = DATED.matcher(name);
    LocalDate date = dated.matches() ? dateIn(dated) : null;
    return new FilePath(folder, date == null ? name : dated.group(4), ending, date);
  }

  private static @Nullable LocalDate dateIn(Matcher dated) {
    try {
      return LocalDate.of(
          Integer.parseInt(dated.group(1)),
          Integer.parseInt(dated.group(2)),
          Integer.parseInt(dated.group(3)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Whether the file stands for its folder. */
  public boolean isIndex() {
    return INDEX_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The name of the innermost folder; empty for the site's folder itself. */
  public String folderName() {
    String inner = folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1);
    return inner.substring(inner.lastIndexOf('/') + 1);
  }

  FilePath withoutRoot(String root) {
    return folder.startsWith(root)
        ? new FilePath(folder.substring(root.length()), name, ending, date)
        : this;
  }

  FilePath named(String otherName) {
    return new FilePath(folder, otherName, ending, date);
  }

  FilePath in(String otherFolder) {
    return new FilePath(otherFolder, name, ending, date);
  }

  /** The folder as its own file, as a page bundle is: {@code post/index.md} is {@code post.md}. */
  FilePath asFolder() {
    String outer = folder.substring(0, folder.length() - folderName().length() - 1);
    FilePath bundle = of(outer + folderName() + ".md");
    return bundle;
  }
}
