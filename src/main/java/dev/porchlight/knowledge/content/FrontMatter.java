package dev.porchlight.knowledge.content;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** The keys and values between the {@code ---} lines at the top of a file. */
final class FrontMatter {

  private static final String FENCE = "---";
  private static final Pattern CLOSING_FENCE = Pattern.compile("(---|\\.\\.\\.)\\s*");
  private static final Pattern YAML_LINE =
      Pattern.compile("\\s*|\\s+.*|#.*|-(\\s.*)?|[\\]}].*|[^:]+:(\\s.*)?");

  /** YAML needs none before the items of a list, the parser does. */
  private static final String LIST_INDENT = "  ";

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(YamlFrontMatterExtension.create())).build();

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
  static FrontMatter of(MarkdownFile file) {
    List<String> lines = file.text().lines().toList();
    if (lines.isEmpty() || !lines.get(0).stripTrailing().equals(FENCE)) {
      return new FrontMatter(file.path(), Map.of(), file.text());
    }
    int close = closingFence(file, lines);
    String body = String.join("\n", lines.subList(close + 1, lines.size()));
    return new FrontMatter(file.path(), valuesOf(file, lines.subList(1, close)), body);
  }

  private static int closingFence(MarkdownFile file, List<String> lines) {
    for (int i = 1; i < lines.size(); i++) {
      if (CLOSING_FENCE.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    throw new ContentException(
        file.path() + " opens its front matter with --- but never closes it with a second ---.");
  }

  private static Map<String, List<String>> valuesOf(MarkdownFile file, List<String> lines) {
    StringJoiner block = new StringJoiner("\n", FENCE + "\n", "\n" + FENCE + "\n");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!YAML_LINE.matcher(line).matches()) {
        throw new ContentException(
            "%s, line %d: the front matter may hold lines such as \"title: My page\" or \"- item\"."
                .formatted(file.path(), i + 2));
      }
      block.add(line.startsWith("-") ? LIST_INDENT + line : line);
    }
    YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
    PARSER.parse(block.toString()).accept(visitor);
    return visitor.getData();
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
