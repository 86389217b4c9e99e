package dev.porchlight.knowledge.content.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.knowledge.content.generator.StructuredText.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings file of a generator, as far as addresses depend on it. Of a file in YAML, TOML or
 * JSON the keys are known without regard to case; of one in JavaScript only what stands as {@code
 * key: "text"}. A file that can't be parsed is read line by line.
 */
final class SiteSettings {

  private static final int MAX_CHARACTERS = 200_000;
  private static final Pattern KEY_AND_TEXT =
      Pattern.compile(
          "(?m)^[ \\t]*[\"']?(\\w+)[\"']?[ \\t]*[:=][ \\t]*[\"']?([^\"'\\s,#][^\"'\\n,]*)");
  private static final Pattern KEY_AND_QUOTED =
      Pattern.compile("(?m)\\b(\\w+)[\"']?[ \\t]*[:=][ \\t]*[\"'`]([^\"'`\\n]*)[\"'`]");

  static final SiteSettings NONE = new SiteSettings(Map.of());

  private final Map<String, Object> values;

  private SiteSettings(Map<String, Object> values) {
    this.values = values;
  }

  static SiteSettings read(Path file) throws IOException {
    String all = new String(Files.readAllBytes(file), UTF_8);
    String text = all.substring(0, Math.min(all.length(), MAX_CHARACTERS));
    String name = String.valueOf(file.getFileName());
    try {
      return new SiteSettings(lowerCase(parsed(name, text)));
    } catch (SyntaxException e) {
      return new SiteSettings(found(KEY_AND_TEXT, text));
    }
  }

  private static Map<String, Object> parsed(String name, String text) throws SyntaxException {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "yml", "yaml" -> StructuredText.yaml(text);
      case "toml" -> StructuredText.toml(text);
      case "json" -> StructuredText.json(text).values();
      default -> found(KEY_AND_QUOTED, text);
    };
  }

  private static Map<String, Object> found(Pattern pattern, String text) {
    Map<String, Object> values = new LinkedHashMap<>();
    Matcher key = pattern.matcher(text);
    while (key.find()) {
      values.putIfAbsent(key.group(1).toLowerCase(Locale.ROOT), key.group(2).strip());
    }
    return values;
  }

  private static Map<String, Object> lowerCase(Map<?, ?> given) {
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach((key, value) -> values.put(String.valueOf(key).toLowerCase(Locale.ROOT), value));
    return values;
  }

  /** The same with further settings below a key. */
  SiteSettings with(String key, SiteSettings below) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put(key, below.values);
    return new SiteSettings(all);
  }

  /** The settings that stand in a list below a key. */
  List<SiteSettings> list(String key) {
    return values.get(key) instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(each -> new SiteSettings(lowerCase((Map<?, ?>) each)))
            .toList()
        : List.of();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /**
   * The text of a top-level key, or null where it has none.
   *
   * @param key in lower case
   */
  @Nullable String text(String key) {
    Object value = values.get(key);
    String text = value == null || value instanceof Map<?, ?> ? "" : value.toString().strip();
    return text.isEmpty() ? null : text;
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  /** The settings below a key; none where there are none. */
  SiteSettings below(String key) {
    return values.get(key) instanceof Map<?, ?> map ? new SiteSettings(lowerCase(map)) : NONE;
  }

  /** The keys with a text, in order. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values
        .keySet()
        .forEach(
            key -> {
              String text = text(key);
              if (text != null) {
                texts.put(key, text);
              }
            });
    return texts;
  }

  /** The keys that have settings below them, in order. */
  Map<String, SiteSettings> parts() {
    Map<String, SiteSettings> parts = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?>) {
            parts.put(key, below(key));
          }
        });
    return parts;
  }
}
