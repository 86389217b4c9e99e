package dev.porchlight.knowledge.content;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The front matter at the top of a file: YAML between {@code ---}, TOML between {@code +++}, or a
 * JSON object, as the generators of static sites have it. Scalars are text, so that {@code title:
 * No} stays "No". A block that its parser refuses is read line by line, with a warning. For one
 * thread.
 */
final class FrontMatter {

  private static final Pattern CLOSING_DASHES = Pattern.compile("(---|\\.\\.\\.)\\s*");
  private static final Pattern CLOSING_PLUSES = Pattern.compile("\\+\\+\\+\\s*");

  /** A top-level key of YAML or TOML, with or without the space that YAML asks for. */
  private static final Pattern KEY =
      Pattern.compile("[\"']?([A-Za-z_][A-Za-z0-9_.-]*)[\"']?[ \\t]*[:=][ \\t]*(.*)");

  private static final TomlMapper TOML = new TomlMapper();
  private static final JsonMapper JSON = new JsonMapper();

  private final String path;
  private final Map<String, Object> values;
  private final String body;
  private final List<String> warnings = new ArrayList<>();

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
      Map<String, Object> values = closing == CLOSING_PLUSES ? toml(text) : yaml(text);
      return new FrontMatter(file.path(), values, body);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
      return lineByLine(file, block, body, line, String.valueOf(e.getProblem()));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr() - 1;
      return lineByLine(file, block, body, line, e.getOriginalMessage());
    } catch (YAMLException | ClassCastException e) {
      return lineByLine(file, block, body, 0, "it holds no keys");
    }
  }

  private static Map<String, Object> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(10);
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(new DumperOptions()),
            new DumperOptions(),
            options,
            new TextOnly());
    Object read = yaml.load(text);
    return read == null ? Map.of() : ofText((Map<?, ?>) read);
  }

  private static Map<String, Object> toml(String text) throws JsonProcessingException {
    return ofText(TOML.readValue(text, Map.class));
  }

  private static @Nullable FrontMatter json(MarkdownFile file) {
    try (JsonParser parser = JSON.createParser(file.text())) {
      Map<?, ?> read = JSON.readValue(parser, Map.class);
      int end = (int) parser.currentLocation().getCharOffset();
      return new FrontMatter(file.path(), ofText(read), file.text().substring(end));
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Object> ofText(Map<?, ?> read) {
    Map<String, Object> values = new LinkedHashMap<>();
    read.forEach(
        (key, value) -> {
          if (value != null) {
            values.put(String.valueOf(key), value);
          }
        });
    return values;
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

  /** The text below the block. */
  String body() {
    return body;
  }

  /** What was wrong with it, a sentence each, as far as it has been read. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The one value of a key, or null where the key is absent, empty, or no single value. */
  @Nullable String one(String key) {
    Object given = values.get(key);
    if (given instanceof List<?> || given instanceof Map<?, ?>) {
      warnings.add("%s: \"%s\" takes one value, not a list.".formatted(path, key));
      return null;
    }
    String text = given == null ? "" : given.toString().strip();
    return text.isEmpty() ? null : text;
  }

  String one(String key, String otherwise) {
    String value = one(key);
    return value == null ? otherwise : value;
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

  /** The values of a key; of more than so many the first. */
  List<String> list(String key, int atMost) {
    Object given = values.get(key);
    List<?> items =
        given instanceof List<?> list ? list : given == null ? List.of() : List.of(given);
    List<String> texts =
        items.stream().map(item -> item.toString().strip()).filter(i -> !i.isEmpty()).toList();
    if (texts.size() > atMost) {
      warnings.add("%s: \"%s\" takes at most %d items.".formatted(path, key, atMost));
    }
    return texts.stream().limit(atMost).toList();
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

  /** Takes every scalar for text. */
  private static final class TextOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // None: a number, a date, "No" and "null" are text.
    }
  }
}
