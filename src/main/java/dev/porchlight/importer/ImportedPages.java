package dev.porchlight.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.HtmlPage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes pages as Markdown, and overwrites only what it wrote itself. For one thread. */
final class ImportedPages {

  private static final JsonMapper JSON = new JsonMapper();

  private final OutputFolder folder;
  private final Manifest manifest;
  private final Report report;

  ImportedPages(OutputFolder folder, Manifest manifest, Report report) {
    this.folder = folder;
    this.manifest = manifest;
    this.report = report;
  }

  /**
   * A page as it was read.
   *
   * @param name the address or the file that it was read from
   * @param path what its file's name is made from
   * @param query what follows the path's question mark; empty where nothing does
   * @param address the one for the front matter; empty where it is not known
   * @param htmlSha256 the digest of what was read
   * @param etag the header of that name; empty where there was none
   * @param lastModified the header of that name; empty where there was none
   */
  record Source(
      String name,
      String path,
      String query,
      String address,
      String htmlSha256,
      String etag,
      String lastModified) {

    static Source of(URI asked, URI address, SiteResponse response) {
      String query = address.getRawQuery();
      return new Source(
          asked.toString(),
          String.valueOf(address.getRawPath()),
          query == null ? "" : query,
          address.toString(),
          Sha256.of(response.body()),
          response.header("ETag"),
          response.header("Last-Modified"));
    }
  }

  /**
   * Writes a page where it is new or has changed.
   *
   * @throws LeftOutException if it makes no file
   */
  void write(Source source, HtmlPage page) throws LeftOutException, IOException {
    if (page.noindex()) {
      throw new LeftOutException("noindex", "it asks not to be indexed (noindex)");
    }
    if (page.markdown().isEmpty()) {
      throw new LeftOutException("without text", "it has no text without scripts");
    }
    byte[] text = markdown(source, page).getBytes(StandardCharsets.UTF_8);
    if (text.length > ContentLoader.MAX_FILE_BYTES) {
      throw new LeftOutException("too large", "its text is larger than 1 MB");
    }
    Manifest.Entry earlier = withFile(manifest.get(source.name()));
    String file =
        earlier == null
            ? FileNames.of(source.path(), source.query(), manifest::hasFile)
            : earlier.file();
    Path path = folder.resolve(file);
    String digest = Sha256.of(text);
    boolean isUnchanged =
        Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isUnchanged(path, file, earlier, digest);
    if (!isUnchanged) {
      folder.write(path, text);
    }
    manifest.put(
        source.name(),
        new Manifest.Entry(
            file,
            source.address(),
            source.etag(),
            source.lastModified(),
            source.htmlSha256(),
            digest));
    if (isUnchanged) {
      report.unchanged(source.name());
    } else {
      report.imported(source.name(), folder.nameOf(file));
    }
  }

  /** Whether the file has the text already. */
  private boolean isUnchanged(
      Path path, String file, Manifest.@Nullable Entry earlier, String digest)
      throws LeftOutException, IOException {
    String found = Sha256.of(Files.readAllBytes(path));
    if (found.equals(digest)) {
      return true;
    }
    if (earlier == null) {
      throw new LeftOutException(
          "not overwritten", folder.nameOf(file) + " exists and is not from an import");
    }
    if (!found.equals(earlier.fileSha256())) {
      throw new LeftOutException(
          "not overwritten", folder.nameOf(file) + " was edited since it was imported");
    }
    return false;
  }

  /** A page of an earlier import whose file is there; null where there is none. */
  Manifest.@Nullable Entry present(String name) {
    Manifest.Entry entry = withFile(manifest.get(name));
    try {
      return entry != null && Files.isRegularFile(folder.resolve(entry.file())) ? entry : null;
    } catch (LeftOutException e) {
      return null;
    }
  }

  private static Manifest.@Nullable Entry withFile(Manifest.@Nullable Entry entry) {
    return entry == null || entry.file().isEmpty() ? null : entry;
  }

  void unchanged(String name) {
    report.unchanged(name);
  }

  /** Says that a page is gone where it has a file, and forgets it where it has none. */
  void gone(String name) throws LeftOutException, IOException {
    Manifest.Entry entry = present(name);
    if (entry == null) {
      manifest.remove(name);
      throw new LeftOutException("not found", "it is not found");
    }
    report.gone(name, folder.nameOf(entry.file()));
  }

  /** Keeps in mind a page that makes no file, but may link to others. */
  void remember(String name) throws IOException {
    if (manifest.get(name) == null) {
      manifest.put(name, Manifest.Entry.withoutFile(name));
    }
  }

  private static String markdown(Source source, HtmlPage page) throws JsonProcessingException {
    return "---\n"
        + line("title", page.title())
        + line("url", source.address())
        + line("description", page.description())
        + line("lang", page.lang())
        + "---\n\n"
        + page.markdown()
        + "\n";
  }

  /** A string of JSON is one of YAML. */
  private static String line(String key, String value) throws JsonProcessingException {
    return value.isEmpty() ? "" : key + ": " + JSON.writeValueAsString(value) + "\n";
  }
}
