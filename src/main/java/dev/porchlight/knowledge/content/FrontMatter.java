package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.PageKeys;
import dev.porchlight.knowledge.content.generator.StructuredText;
import dev.porchlight.knowledge.content.generator.StructuredText.SyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The front matter at the top of a file: YAML between {@code ---}, TOML between {@code +++}, or a
 * JSON object, as the generators of static sites have it. Scalars are text, so that {@code title:
 * No} stays "No". A block that its parser refuses is read line by line, with a warning. For one
 * thread.
 */
final class FrontMatter implements PageKeys {

  private static final Pattern CLOSING_DASHES = Pattern.compile("(---|\\.\\.\\.)\\s*");
  private static final Pattern CLOSING_PLUSES = Pattern.compile("\\+\\+\\+\\s*");

  /** A top-level key of YAML or TOML, with or without the space that YAML asks for. */
  private static final Pattern KEY =
      Pattern.compile("[\"']?([A-Za-z_][A-Za-z0-9_.-]*)[\"']?[ \\t]*[:=][ \\t]*(.*)");

  private final String path;
  private final Map<String, Object> values;
  private final String body;
  private final List<String> warnings = new ArrayList<>();
  private @Nullable String fault;

  private FrontMatter(String path, Map<String, Object> values, String body) {
    this.path = path;
    this.values = values;
    this.body = body;
  }

  /** Reads it; a file without any has no values, and all of it is its body. */
  static FrontMatter of(MarkdownFile file) {
    List<String> lines = file.text().lines().toList();
    String first = lines.isEmpty() ? "" : lines.get(0).stripTrailing();
    FrontMatter read =
        switch (first) {
          case "---" -> fenced(file, lines, CLOSING_DASHES);
          case "+++" -> fenced(file, lines, CLOSING_PLUSES);
          default -> first.startsWith("{") && !first.startsWith("{{") ? json(file) : null;
        };
    return read == null ? new FrontMatter(file.path(), Map.of(), file.text()) : read;
  }

  /** Null where the fence is a rule, and no front matter begins with it. */
  private static @Nullable FrontMatter fenced(
      MarkdownFile file, List<String> lines, Pattern closing) {
    int close = 1;
    while (close < lines.size() && !closing.matcher(lines.get(close)).matches()) {
      close++;
    }
    List<String> block = lines.subList(1, Math.min(close, lines.size()));
    boolean holdsKeys = block.stream().anyMatch(line -> KEY.matcher(line).matches());
    if (close >= lines.size() || (!holdsKeys && block.stream().anyMatch(l -> !l.isBlank()))) {
      return null;
    }
    String body = String.join("\n", lines.subList(close + 1, lines.size()));
    String text = String.join("\n", block) + "\n";
    try {
      Map<String, Object> values =
          closing == CLOSING_PLUSES ? StructuredText.toml(text) : StructuredText.yaml(text);
      return new FrontMatter(file.path(), values, body);
    } catch (SyntaxException e) {
      return lineByLine(file, block, body, e.line(), e.getMessage());
    }
  }

  private static @Nullable FrontMatter json(MarkdownFile file) {
    try {
      StructuredText.Leading read = StructuredText.json(file.text());
      return new FrontMatter(file.path(), read.values(), file.text().substring(read.end()));
    } catch (SyntaxException e) {
      return null;
    }
  }

  private static FrontMatter lineByLine(
      MarkdownFile file, List<String> block, String body, int line, @Nullable String problem) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String given : block) {
      Matcher key = KEY.matcher(given);
      if (key.matches() && !key.group(2).isBlank()) {
        values.putIfAbsent(key.group(1), unquoted(key.group(2).strip()));
      }
    }
    FrontMatter read = new FrontMatter(file.path(), values, body);
    read.fault =
        "%s, line %d: the front matter can't be parsed (%s)."
            .formatted(file.path(), line + 2, problem);
    read.warnings.add(
        "%s, line %d: the front matter can't be parsed (%s); its keys were read line by line."
            .formatted(file.path(), line + 2, problem));
    return read;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * The same with another body.
   *
   * @param otherwise values of keys that it doesn't have; empty ones are none
   */
  FrontMatter with(Map<String, String> otherwise, String otherBody) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    otherwise.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            all.putIfAbsent(key, value);
          }
        });
    FrontMatter combined = new FrontMatter(path, all, otherBody);
    combined.warnings.addAll(warnings);
    return combined;
  }

  /** The text below the block. */
  String body() {
    return body;
  }

  /** Why its parser refused it, in a sentence; null where it did not. */
  @Nullable String fault() {
    return fault;
  }

  /** What was wrong with it, a sentence each, as far as it has been read. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void warn(String problem) {
    warnings.add(path + ": " + problem);
  }

  /** The one value of a key, or null where the key is absent, empty, or no single value. */
  @Override
  public @Nullable String one(String key) {
    return one(key, values.get(key));
  }

  /** A value below another key, such as {@code created} below {@code date}; null where none is. */
  @Nullable String below(String parent, String key) {
    return values.get(parent) instanceof Map<?, ?> map ? one(key, map.get(key)) : null;
  }

  private @Nullable String one(String key, @Nullable Object given) {
    if (given instanceof List<?> || given instanceof Map<?, ?>) {
      String warning = "%s: \"%s\" takes one value, not a list.".formatted(path, key);
      if (!warnings.contains(warning)) {
        warnings.add(warning);
      }
      return null;
    }
    String text = given == null ? "" : given.toString().strip();
    return text.isEmpty() ? null : text;
  }

  /** Whether a key says yes. */
  boolean isTrue(String key) {
    return isOneOf(key, Set.of("true", "yes", "on"));
  }

  /** Whether a key says no. */
  boolean isFalse(String key) {
    return isOneOf(key, Set.of("false", "no", "off"));
  }

  private boolean isOneOf(String key, Set<String> words) {
    return words.contains(one(key, "").toLowerCase(Locale.ROOT));
  }

  @Override
  public List<String> all(String key) {
    Object given = values.get(key);
    List<?> items =
        given instanceof List<?> list ? list : given == null ? List.of() : List.of(given);
    return items.stream()
        .map(item -> String.valueOf(item).strip())
        .filter(i -> !i.isEmpty())
        .toList();
  }

  /** The values of a key; of more than so many the first. */
  List<String> list(String key, int atMost) {
    List<String> texts = all(key);
    if (texts.size() > atMost) {
      warnings.add("%s: \"%s\" takes at most %d items.".formatted(path, key, atMost));
    }
    return texts.stream().limit(atMost).toList();
  }

  /** The values of a key in other languages, as {@code greeting.de} is, by language. */
  Map<String, String> translationsOf(String key) {
    Map<String, String> translations = new TreeMap<>();
    for (String name : List.copyOf(values.keySet())) {
      String language = name.startsWith(key + ".") ? name.substring(key.length() + 1) : "";
      String value = language.isEmpty() ? null : one(name);
      if (value != null) {
        translations.put(language, value);
      }
    }
    return translations;
  }

  /** Warns of each other key than these. */
  void allowOnly(String... keys) {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(Set.of(keys));
    if (!unknown.isEmpty()) {
      warnings.add(
          "%s: \"%s\" is not known in its front matter; it may hold %s."
              .formatted(path, unknown.iterator().next(), String.join(", ", keys)));
    }
  }
}
