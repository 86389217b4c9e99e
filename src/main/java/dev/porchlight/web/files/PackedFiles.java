package dev.porchlight.web.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page as it was packed with the program. It does not change, so that each file is kept. */
final class PackedFiles implements FileSource {

  private static final String FOLDER = "/frontend/";

  private static final String ICON = "favicon.svg";

  /** A script that is no module: the page waits for it. */
  private static final Pattern SCRIPT =
      Pattern.compile("<script src=\"(assets/[^\"]+)\"></script>");

  /** Read once, by whoever needs them first. */
  private static final class Bundled {
    static final PackedFiles FILES = new PackedFiles(PageBundle.packed());
  }

  private final PageBundle bundle;
  private final Map<String, StaticFile> found = new ConcurrentHashMap<>();

  /**
   * @param bundle what its pages load
   */
  PackedFiles(PageBundle bundle) {
    this.bundle = bundle;
  }

  /** With what the build bundled, where it did. */
  static PackedFiles bundled() {
    return Bundled.FILES;
  }

  @Override
  public @Nullable StaticFile find(String path) {
    return found.computeIfAbsent(path, this::read);
  }

  private @Nullable StaticFile read(String path) {
    byte[] content = resource(FOLDER + path);
    if (content == null) {
      return null;
    }
    if (path.endsWith(".html")) {
      String linked =
          withScript(withIcon(bundle.link(path, new String(content, StandardCharsets.UTF_8))));
      return new StaticFile(path, linked.getBytes(StandardCharsets.UTF_8), "no-cache");
    }
    return new StaticFile(path, content, bundle.has(path) ? StaticFile.IMMUTABLE : "no-cache");
  }

  /** Spares the visitor a request: the bundled script stands in the page itself. */
  private static String withScript(String html) {
    return SCRIPT
        .matcher(html)
        .replaceAll(
            script -> {
              byte[] text = resource(FOLDER + script.group(1));
              return Matcher.quoteReplacement(
                  text == null
                      ? script.group()
                      : "<script>%s</script>".formatted(new String(text, StandardCharsets.UTF_8)));
            });
  }

  private static String withIcon(String html) {
    byte[] icon = resource(FOLDER + ICON);
    return icon == null
        ? html
        : html.replace(
            "href=\"" + ICON + "\"",
            "href=\"%s\""
                .formatted(StaticFiles.versioned(ICON, new StaticFile(ICON, icon, "no-cache"))));
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
