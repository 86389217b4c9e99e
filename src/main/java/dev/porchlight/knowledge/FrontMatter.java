package dev.porchlight.knowledge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/** The keys and values between the {@code ---} lines at the top of a file. */
final class FrontMatter {

  private static final String FENCE = "---";
  private static final Pattern CLOSING_FENCE = Pattern.compile("(---|\\.\\.\\.)\\s*");
  private static final Pattern YAML_LINE =
      Pattern.compile("\\s*|\\s+.*|#.*|-(\\s.*)?|[\\]}].*|[^:]+:(\\s.*)?");

  private final String path;
  private final Map<String, List<String>> values;
  private final String body;

  private FrontMatter(String path, Map<String, List<String>> values, String body) {
    this.path = path;
    this.values = values;
    this.body = body;
  }

  /**
   * @throws ContentException if the block is not closed or a line of it is not YAML
   */
  static FrontMatter of(MarkdownFile file, Node document) {
    List<String> lines = file.text().lines().toList();
    List<String> bodyLines = lines.subList(linesOfBlock(file, lines), lines.size());
    YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
    document.accept(visitor);
    return new FrontMatter(file.path(), visitor.getData(), String.join("\n", bodyLines).strip());
  }

  private static int linesOfBlock(MarkdownFile file, List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).stripTrailing().equals(FENCE)) {
      return 0;
    }
    for (int i = 1; i < lines.size(); i++) {
      if (CLOSING_FENCE.matcher(lines.get(i)).matches()) {
        return i + 1;
      }
      if (!YAML_LINE.matcher(lines.get(i)).matches()) {
        throw new ContentException(
            "%s, line %d: the front matter may hold lines such as \"title: My page\" or \"- item\"."
                .formatted(file.path(), i + 1));
      }
    }
    throw new ContentException(
        file.path() + " opens its front matter with --- but never closes it with a second ---.");
  }

  /** The text below the block. */
  String body() {
    return body;
  }

  /**
   * The one value of a key, or null where the key is absent or empty.
   *
   * @throws ContentException if it holds a list
   */
  @Nullable String one(String key) {
    List<String> given = values.getOrDefault(key, List.of());
    if (given.size() > 1) {
      throw new ContentException(path + ": \"" + key + "\" takes one value, not a list.");
    }
    return given.isEmpty() || given.get(0).isBlank() ? null : given.get(0).strip();
  }

  String one(String key, String otherwise) {
    String value = one(key);
    return value == null ? otherwise : value;
  }

  /**
   * @throws ContentException if there are too many, or they are written in square brackets
   */
  List<String> list(String key, int atMost) {
    List<String> given =
        values.getOrDefault(key, List.of()).stream()
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList();
    if (given.size() > atMost || given.stream().anyMatch(item -> item.startsWith("["))) {
      throw new ContentException(
          "%s: \"%s\" takes at most %d items, one to a line, each after \"- \"."
              .formatted(path, key, atMost));
    }
    return given;
  }

  /**
   * @throws ContentException if there is another key than these
   */
  void allowOnly(String... keys) {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(Set.of(keys));
    if (!unknown.isEmpty()) {
      throw new ContentException(
          "%s: \"%s\" is not known in its front matter; it may hold %s."
              .formatted(path, unknown.iterator().next(), String.join(", ", keys)));
    }
  }
}
