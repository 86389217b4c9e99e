package dev.porchlight.knowledge.content.generator;

import java.util.regex.Pattern;

/** Docusaurus: documentation under its route, blog posts by their date, pages by their path. */
final class DocusaurusRule implements AddressRule {

  private static final Pattern NUMBER = Pattern.compile("(?<=^|/)\\d+\\s*[-_.]+\\s*(?=[^/])");
  private static final Pattern DATE_FOLDER =
      Pattern.compile("(\\d{4})[-/](\\d{2})[-/](\\d{2})[-/]");
  private final String docsRoute;

  /**
   * @param docsRoute where the documentation is, with a slash at both ends
   */
  DocusaurusRule(String docsRoute) {
    this.docsRoute = docsRoute;
  }

  @Override
  public String pathOf(FilePath file, PageKeys keys) {
    if (file.folder().startsWith("blog/")) {
      return post(file.withoutRoot("blog/"), keys);
    }
    return file.folder().startsWith("src/pages/")
        ? withoutSlash(AddressRule.asFolder(file.withoutRoot("src/pages/")))
        : doc(file.withoutRoot("docs/"), keys);
  }

  private String doc(FilePath file, PageKeys keys) {
    FilePath unnumbered =
        file.in(NUMBER.matcher(file.folder()).replaceAll(""))
            .named(NUMBER.matcher(file.name()).replaceAll(""));
    String slug = keys.one("slug");
    if (slug != null) {
      return slug.startsWith("/")
          ? withoutSlash(docsRoute + slug.substring(1))
          : docsRoute + unnumbered.folder() + slug;
    }
    FilePath named = unnumbered.named(keys.one("id", unnumbered.name()));
    boolean isFolder = named.name().equalsIgnoreCase(named.folderName());
    String path = isFolder ? "/" + named.folder() : AddressRule.asFolder(named);
    return withoutSlash(docsRoute + path.substring(1));
  }

  private static String post(FilePath file, PageKeys keys) {
    String slug = keys.one("slug");
    if (slug != null) {
      return "/blog/" + slug.replaceFirst("^/", "");
    }
    String path = file.isIndex() ? file.folder() : file.folder() + dated(file) + file.name();
    return withoutSlash("/blog/" + DATE_FOLDER.matcher(path).replaceFirst("$1/$2/$3/"));
  }

  private static String dated(FilePath file) {
    return file.date() == null ? "" : file.date() + "-";
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
