package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as it was received.
 *
 * @param target the path with its query
 * @param headers by name in any case; the values of a repeated one are joined with commas
 */
public record Request(String method, String target, Map<String, String> headers, String body) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern COMPLETIONS =
      Pattern.compile("/([^/?]+)/.*(?:chat/completions|responses|models)");

  public Request {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    headers = anyCase;
  }

  public String path() {
    return target.split("\\?", 2)[0];
  }

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The body as JSON; missing where it is none. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** What the visitor asked: the content of the last message. */
  public String question() {
    JsonNode messages = json().path("messages");
    return messages.path(messages.size() - 1).path("content").asText();
  }

  /** The first part of a path of either API; empty for any other path. */
  public String scriptName() {
    var matcher = COMPLETIONS.matcher(path());
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** A number from the query, to set a script's rate or length. */
  public int parameter(String name, int otherwise) {
    String[] parts = target.split("\\?", 2);
    return Stream.of((parts.length < 2 ? "" : parts[1]).split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), UTF_8))
        .map(Integer::valueOf)
        .findFirst()
        .orElse(otherwise);
  }
}
