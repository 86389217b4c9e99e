package dev.porchlight.knowledge.content.generator;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hugo: each page is a folder, in lower case and with dashes for spaces; a section may have a
 * permalink pattern; {@code about.fr.md} is the French {@code about.md}.
 */
final class HugoRule implements AddressRule {

  private static final Pattern LANGUAGE = Pattern.compile("(.+)\\.([a-z]{2}(?:-[a-z]{2})?)");

  private final Map<String, String> patterns;
  private final Map<String, String> languageFolders;
  private final String defaultLanguage;

  /**
   * @param patterns permalink patterns by section
   * @param languageFolders the language of each content folder that has one of its own, by its path
   *     with a slash at its end
   * @param defaultLanguage the one without a part of its own in addresses
   */
  HugoRule(
      Map<String, String> patterns, Map<String, String> languageFolders, String defaultLanguage) {
    this.patterns = patterns;
    this.languageFolders = languageFolders;
    this.defaultLanguage = defaultLanguage;
  }

  @Override
  public String pathOf(FilePath given, PageKeys keys) {
    String language = defaultLanguage;
    FilePath file = given;
    for (Map.Entry<String, String> folder : languageFolders.entrySet()) {
      if (given.folder().startsWith(folder.getKey())) {
        file = given.withoutRoot(folder.getKey());
        language = folder.getValue();
      }
    }
    file = file.withoutRoot("content/");
    Matcher named = LANGUAGE.matcher(file.name());
    if (named.matches()) {
      file = file.named(named.group(1));
      language = named.group(2);
    }
    String path = pathIn(file, keys);
    return language.equals(defaultLanguage) ? path : "/" + language + path;
  }

  private String pathIn(FilePath file, PageKeys keys) {
    boolean isSection = file.name().equals("_index");
    boolean isBundle = file.name().equals("index") && !file.folder().isEmpty();
    FilePath page = isBundle ? file.asFolder() : file;
    String section = page.folder().replaceFirst("/.*", "");
    String pattern = isSection ? null : patterns.get(section);
    if (pattern != null) {
      String sections = page.folder().replaceFirst("/$", "");
      return urlized(PermalinkPattern.fill(pattern, dated(page), keys, sections));
    }
    String slug = keys.one("slug");
    FilePath named = slug == null || isSection ? dated(page) : page.named(slug);
    return urlized(AddressRule.asFolder(named));
  }

  /** Unlike Jekyll, Hugo keeps a date in the name. */
  private static FilePath dated(FilePath page) {
    return page.date() == null
        ? page
        : new FilePath(page.folder(), page.date() + "-" + page.name(), page.ending(), page.date());
  }

  private static String urlized(String path) {
    return path.toLowerCase(Locale.ROOT).strip().replaceAll("[\\s]+", "-").replaceAll("[?#]", "");
  }
}
