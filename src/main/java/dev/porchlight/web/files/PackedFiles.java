package dev.porchlight.web.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The page as it was packed with the program. It does not change, so that each file is kept. */
final class PackedFiles implements FileSource {

  private static final String FOLDER = "/frontend/";

  private final Map<String, StaticFile> found = new ConcurrentHashMap<>();

  @Override
  public @Nullable StaticFile find(String path) {
    return found.computeIfAbsent(path, PackedFiles::read);
  }

  private static @Nullable StaticFile read(String path) {
    byte[] content = resource(FOLDER + path);
    return content == null ? null : new StaticFile(path, content, "no-cache");
  }

  /**
   * Reads a file from the class path.
   *
   * @return null where there is none; a folder, whose name has no dot, is none
   */
  static byte @Nullable [] resource(String path) {
    if (path.indexOf('.', path.lastIndexOf('/')) < 0) {
      return null;
    }
    try (InputStream in = PackedFiles.class.getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
