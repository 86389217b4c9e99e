package dev.porchlight.web.files;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that the page loads, from the jars that carry them: {@code
 * webjars/<name>/<version>/<file>}. Nothing else of those jars is served.
 */
final class PageLibraries implements FileSource {

  static final String PREFIX = "webjars/";

  /** What the page's {@code vendor.js} loads; that file alone names the versions. */
  private static final Map<String, String> FILES =
      Map.of(
          "dompurify", "dist/purify.min.js",
          "marked", "lib/marked.esm.js",
          "highlightjs", "highlight.min.js",
          "katex", "dist/katex.min.js");

  /** Where WebJars and mvnpm's jars keep theirs. */
  private static final List<String> FOLDERS =
      List.of("/META-INF/resources/webjars/", "/META-INF/resources/_static/");

  private final Map<String, StaticFile> found = new ConcurrentHashMap<>();

  @Override
  public @Nullable StaticFile find(String path) {
    return isServed(path) ? found.computeIfAbsent(path, PageLibraries::read) : null;
  }

  private static boolean isServed(String path) {
    String[] parts = path.split("/", 4);
    return parts.length == 4 && parts[3].equals(FILES.get(parts[1]));
  }

  private static @Nullable StaticFile read(String path) {
    String inJar = path.substring(PREFIX.length());
    for (String folder : FOLDERS) {
      byte[] content = PackedFiles.resource(folder + inJar);
      if (content != null) {
        return new StaticFile(path, content, StaticFile.IMMUTABLE);
      }
    }
    return null;
  }
}
