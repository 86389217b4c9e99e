package dev.porchlight.importer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was imported into a folder, kept there in a file: so that a later import asks only for what
 * changed, and overwrites no file but its own. For one thread.
 */
final class Manifest {

  static final String NAME = ".porchlight-import.json";
  private static final int PAGES_FOR_EACH_UNSAVED = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * One page.
   *
   * @param file below the folder, with slashes; empty where the page made none
   * @param address the one that the page names as its own
   * @param etag the header of that name; empty where there was none
   * @param lastModified the header of that name; empty where there was none
   * @param htmlSha256 the digest of what the site sent
   * @param fileSha256 the digest of what was written
   */
  record Entry(
      String file,
      String address,
      String etag,
      String lastModified,
      String htmlSha256,
      String fileSha256) {

    Entry {
      file = orEmpty(file);
      address = orEmpty(address);
      etag = orEmpty(etag);
      lastModified = orEmpty(lastModified);
      htmlSha256 = orEmpty(htmlSha256);
      fileSha256 = orEmpty(fileSha256);
    }

    /** A page that was read, but made no file. */
    static Entry withoutFile(String address) {
      return new Entry("", address, "", "", "", "");
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  /** The file's form. */
  private record Content(int version, @Nullable Map<String, Entry> pages) {}

  private final Path file;
  private final Map<String, Entry> pages;

  /** The names of files, in small letters. */
  private final Set<String> files = new HashSet<>();

  private int unsaved;

  private Manifest(Path file, Map<String, Entry> pages) {
    this.file = file;
    this.pages = new TreeMap<>(pages);
    pages.values().forEach(entry -> files.add(FileNames.key(entry.file())));
  }

  /**
   * Reads that of a folder, or begins one.
   *
   * @throws ImportException if there is one that can't be read
   */
  static Manifest in(Path folder) throws ImportException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Manifest(file, Map.of());
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("it is no regular file");
      }
      Map<String, Entry> read = JSON.readValue(file.toFile(), Content.class).pages();
      return new Manifest(file, read == null ? Map.of() : read);
    } catch (IOException e) {
      throw ImportException.failed(
          "The record of earlier imports, %s, can't be read; restore it, or delete it together with"
                  .formatted(file)
              + " the imported pages and import again.");
    }
  }

  Map<String, Entry> pages() {
    return new TreeMap<>(pages);
  }

  @Nullable Entry get(String page) {
    return pages.get(page);
  }

  /** Whether another page has a file of that name, in small letters. */
  boolean hasFile(String key) {
    return files.contains(key);
  }

  /** Saves all now and then, because the more there are, the longer it takes. */
  void put(String page, Entry entry) throws IOException {
    pages.put(page, entry);
    files.add(FileNames.key(entry.file()));
    saveIfDue();
  }

  void remove(String page) throws IOException {
    if (pages.remove(page) != null) {
      saveIfDue();
    }
  }

  private void saveIfDue() throws IOException {
    unsaved++;
    if (unsaved > pages.size() / PAGES_FOR_EACH_UNSAVED) {
      save();
    }
  }

  /** Saves what is not saved yet. */
  void save() throws IOException {
    if (unsaved > 0) {
      AtomicFile.write(file, JSON.writeValueAsBytes(new Content(1, pages)));
      unsaved = 0;
    }
  }
}
