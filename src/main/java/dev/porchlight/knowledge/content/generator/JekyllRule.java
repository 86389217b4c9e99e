package dev.porchlight.knowledge.content.generator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jekyll: posts by their date, pages by their path, {@code permalink} before both. */
final class JekyllRule implements AddressRule {

  private static final String POSTS = "_posts/";
  private static final String BY_DATE = "/:categories/:year/:month/:day/:title.html";

  /** The styles that Jekyll has names for. */
  private static final Map<String, String> STYLES =
      Map.of(
          "date", BY_DATE,
          "pretty", "/:categories/:year/:month/:day/:title/",
          "ordinal", "/:categories/:year/:y_day/:title.html",
          "none", "/:categories/:title.html");

  private final String posts;
  private final boolean pagesAsFolders;

  /**
   * @param permalink the site's setting, or empty
   */
  JekyllRule(String permalink) {
    posts = permalink.isEmpty() ? BY_DATE : STYLES.getOrDefault(permalink, permalink);
    pagesAsFolders = permalink.equals("pretty") || permalink.endsWith("/");
  }

  @Override
  public String pathOf(FilePath file, PageKeys keys) {
    if (("/" + file.folder()).contains("/" + POSTS)) {
      return PermalinkPattern.fill(posts, file, keys, categories(file, keys));
    }
    FilePath published = file.in(file.folder().replaceFirst("^_", ""));
    return pagesAsFolders ? AddressRule.asFolder(published) : AddressRule.asFile(published);
  }

  static String categories(FilePath file, PageKeys keys) {
    String outer = file.folder().replaceFirst("(?s)_posts/.*", "");
    List<String> given = keys.all("categories");
    List<String> named = given.isEmpty() ? keys.all("category") : given;
    return Stream.concat(
            Stream.of(outer.split("/")), named.stream().flatMap(n -> Stream.of(n.split("\\s+"))))
        .filter(name -> !name.isEmpty())
        .map(Slugs::letters)
        .distinct()
        .collect(Collectors.joining("/"));
  }
}
