package dev.porchlight.knowledge.content.generator;

/** How a generator makes the address of a page of its file. */
@FunctionalInterface
interface AddressRule {

  /**
   * The path on the site.
   *
   * @return begins with a slash; not yet percent-encoded
   */
  String pathOf(FilePath file, PageKeys keys);

  /** Each page is a folder: {@code about.md} is {@code /about/}. */
  static String asFolder(FilePath file) {
    return "/" + file.folder() + (file.isIndex() ? "" : file.name() + "/");
  }

  /** Each page is a file: {@code about.md} is {@code /about.html}. */
  static String asFile(FilePath file) {
    return "/" + file.folder() + (file.isIndex() ? "" : file.name() + ".html");
  }
}
