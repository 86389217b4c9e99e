package dev.porchlight.importer;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.HtmlPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Imports the HTML files of a folder. Used by one thread, once. */
final class FolderImport {

  private static final String PREFIX = "file:";
  private static final Set<String> ENDINGS = Set.of("html", "htm", "xhtml");

  private final Path root;
  private final Manifest manifest;
  private final ImportedPages pages;
  private final Report report;

  FolderImport(Path root, Manifest manifest, ImportedPages pages, Report report) {
    this.root = root;
    this.manifest = manifest;
    this.pages = pages;
    this.report = report;
  }

  /**
   * Reads them in the order of their paths.
   *
   * @throws ImportException if the folder can't be listed
   */
  void run(int max) throws ImportException {
    List<String> files = list();
    if (files.size() > max) {
      report.note(
          "The folder holds %d files, of which %d may be imported; set --max to import more."
              .formatted(files.size(), max));
    }
    files.stream().limit(max).forEach(this::read);
    Set<String> present = new HashSet<>(files);
    for (String name : manifest.pages().keySet()) {
      if (name.startsWith(PREFIX) && !present.contains(name.substring(PREFIX.length()))) {
        attempt(name, () -> pages.gone(name));
      }
    }
  }

  private List<String> list() throws ImportException {
    List<String> files = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Finder(files));
    } catch (IOException e) {
      throw ImportException.failed(
          "The folder \"%s\" can't be listed; check that it may be read.".formatted(root));
    }
    Collections.sort(files);
    return files;
  }

  /** Collects the HTML files; symbolic links are not followed. */
  private final class Finder extends SimpleFileVisitor<Path> {
    private final List<String> files;

    Finder(List<String> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean isHidden = String.valueOf(folder.getFileName()).startsWith(".");
      return isHidden && !folder.equals(root)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = String.valueOf(file.getFileName());
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      if (attributes.isRegularFile() && !name.startsWith(".") && ENDINGS.contains(ending)) {
        files.add(root.relativize(file).toString().replace('\\', '/'));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      report.leftOut(
          file.toString(), new LeftOutException("failed", "it can't be read (" + failure + ")"));
      return FileVisitResult.CONTINUE;
    }
  }

  private void read(String file) {
    attempt(PREFIX + file, () -> write(file));
  }

  private void write(String file) throws LeftOutException, IOException {
    byte[] html = bytesOf(root.resolve(file));
    HtmlPage page = HtmlPage.read(html, null, "");
    String address = page.canonical();
    if (!address.isEmpty()) {
      page = HtmlPage.read(html, null, address);
    }
    String path = file.replaceFirst("(^|/)index\\.[a-zA-Z]+$", "$1");
    pages.write(
        new ImportedPages.Source(
            PREFIX + file, path.replace("%", "%25"), "", address, Sha256.of(html), "", ""),
        page);
  }

  private static byte[] bytesOf(Path file) throws IOException, LeftOutException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(SiteImport.MAX_PAGE_BYTES + 1);
      if (bytes.length > SiteImport.MAX_PAGE_BYTES) {
        throw new LeftOutException("too large", "it is larger than 2 MB");
      }
      return bytes;
    }
  }

  /** Something that may fail for one page. */
  private interface Attempt {
    void run() throws LeftOutException, IOException;
  }

  private void attempt(String name, Attempt attempt) {
    try {
      attempt.run();
    } catch (LeftOutException e) {
      report.leftOut(name, e);
    } catch (IOException | RuntimeException e) {
      report.leftOut(name, new LeftOutException("failed", "it failed (" + e + ")"));
    }
  }
}
