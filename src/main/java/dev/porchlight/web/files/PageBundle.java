package dev.porchlight.web.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the build made of the page's modules and styles: a few small files, each with a hash of its
 * content in its name. Immutable.
 */
final class PageBundle {

  /** Nothing was bundled: the page's files are served as they were written. */
  static final PageBundle NONE = new PageBundle(Map.of(), Map.of());

  /** Written by the build: esbuild's metafile. */
  private static final String METAFILE = "/frontend-bundle.json";

  private static final String FOLDER = "frontend/";
  private static final Pattern ADDRESS = Pattern.compile(" (href|src)=\"([^\":?#]+)\"");
  private static final Pattern PRELOAD = Pattern.compile("<link rel=\"modulepreload\"[^>]*>\\s*");

  private final Map<String, String> bundled;
  private final Map<String, Set<String>> imports;

  /**
   * @param bundled from the path of a module or a style sheet to that of its bundle
   * @param imports from the path of a bundle to those that it loads at once
   */
  private PageBundle(Map<String, String> bundled, Map<String, Set<String>> imports) {
    this.bundled = bundled;
    this.imports = imports;
  }

  /** The one that was packed with the program, or {@link #NONE}. */
  static PageBundle packed() {
    byte[] metafile = PackedFiles.resource(METAFILE);
    if (metafile == null) {
      return NONE;
    }
    try {
      return of(new JsonMapper().readTree(metafile).path("outputs"));
    } catch (IOException e) {
      throw new UncheckedIOException(METAFILE + " in the jar is damaged", e);
    }
  }

  private static PageBundle of(JsonNode outputs) {
    Map<String, String> bundled =
        outputs.properties().stream()
            .filter(output -> output.getValue().has("entryPoint"))
            .collect(
                Collectors.toMap(
                    output -> inFolder(output.getValue().path("entryPoint").asText()),
                    output -> inFolder(output.getKey())));
    Map<String, Set<String>> imports =
        outputs.properties().stream()
            .collect(
                Collectors.toMap(
                    output -> inFolder(output.getKey()), output -> imports(output.getValue())));
    return new PageBundle(bundled, imports);
  }

  private static Set<String> imports(JsonNode output) {
    return output
        .path("imports")
        .valueStream()
        .filter(loaded -> loaded.path("kind").asText().equals("import-statement"))
        .filter(loaded -> !loaded.path("external").asBoolean())
        .map(loaded -> inFolder(loaded.path("path").asText()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String inFolder(String path) {
    return path.substring(path.lastIndexOf(FOLDER) + FOLDER.length());
  }

  /** Whether the file is of the bundle, so that what has its name never changes. */
  boolean has(String path) {
    return imports.containsKey(path);
  }

  /**
   * Lets a page load the bundles in place of what they are made of.
   *
   * @param path of the page, with which its own addresses begin
   */
  String link(String path, String html) {
    if (bundled.isEmpty()) {
      return html;
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    String up = folder.replaceAll("[^/]+", "..");
    Set<String> preloads = new LinkedHashSet<>();
    String linked =
        ADDRESS
            .matcher(PRELOAD.matcher(html).replaceAll(""))
            .replaceAll(
                address -> {
                  String bundle = bundled.get(folder + address.group(2));
                  if (bundle == null) {
                    return Matcher.quoteReplacement(address.group());
                  }
                  addImports(bundle, preloads);
                  return Matcher.quoteReplacement(
                      " %s=\"%s\"".formatted(address.group(1), up + bundle));
                });
    String links =
        preloads.stream()
            .map(bundle -> "<link rel=\"modulepreload\" href=\"%s\">%n    ".formatted(up + bundle))
            .collect(Collectors.joining());
    return linked.replace("<script type=\"module\"", links + "<script type=\"module\"");
  }

  private void addImports(String bundle, Set<String> found) {
    for (String loaded : imports.getOrDefault(bundle, Set.of())) {
      if (found.add(loaded)) {
        addImports(loaded, found);
      }
    }
  }
}
