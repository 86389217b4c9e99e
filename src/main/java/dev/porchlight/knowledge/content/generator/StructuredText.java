package dev.porchlight.knowledge.content.generator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * Keys and values in YAML, TOML or JSON, as generators have them in front matter and settings. YAML
 * scalars are text, so that {@code title: No} stays "No".
 */
public final class StructuredText {

  private static final TomlMapper TOML = new TomlMapper();
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_ALIASES = 10;

  private StructuredText() {}

  /** A text can't be parsed; the message is the parser's. */
  public static final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;
    private final int line;

    SyntaxException(int line, @Nullable String problem, Throwable cause) {
      super(problem, cause);
      this.line = line;
    }

    /** The line, from 0, or 0 where it is not known. */
    public int line() {
      return line;
    }
  }

  /**
   * A JSON object and what stands behind it.
   *
   * @param end the number of characters that the object takes
   */
  public record Leading(Map<String, Object> values, int end) {}

  public static Map<String, Object> yaml(String text) throws SyntaxException {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(new DumperOptions()),
            new DumperOptions(),
            options,
            new TextOnly());
    try {
      Object read = yaml.load(text);
      return read == null ? Map.of() : withoutNulls((Map<?, ?>) read);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
      throw new SyntaxException(line, e.getProblem(), e);
    } catch (YAMLException | ClassCastException e) {
      throw new SyntaxException(0, "it holds no keys", e);
    }
  }

  public static Map<String, Object> toml(String text) throws SyntaxException {
    try {
      return withoutNulls(TOML.readValue(text, Map.class));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr() - 1;
      throw new SyntaxException(line, e.getOriginalMessage(), e);
    }
  }

  /** The object at the beginning of a text. */
  public static Leading json(String text) throws SyntaxException {
    try (JsonParser parser = JSON.createParser(text)) {
      Map<?, ?> read = JSON.readValue(parser, Map.class);
      return new Leading(withoutNulls(read), (int) parser.currentLocation().getCharOffset());
    } catch (IOException e) {
      throw new SyntaxException(0, "it is no JSON object", e);
    }
  }

  private static Map<String, Object> withoutNulls(Map<?, ?> read) {
    Map<String, Object> values = new LinkedHashMap<>();
    read.forEach(
        (key, value) -> {
          if (value != null) {
            values.put(String.valueOf(key), value);
          }
        });
    return values;
  }

  /** Takes every scalar for text. */
  private static final class TextOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // None: a number, a date, "No" and "null" are text.
    }
  }
}
