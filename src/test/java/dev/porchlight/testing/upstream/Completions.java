package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The events of a streamed chat completion, as OpenAI writes them. */
final class Completions {
  private static final JsonMapper JSON = new JsonMapper();

  private Completions() {}

  static byte[] delta(String text) {
    ObjectNode chunk = chunk();
    chunk
        .withArray("choices")
        .addObject()
        .put("index", 0)
        .putNull("finish_reason")
        .putObject("delta")
        .put("content", text);
    return event(chunk);
  }

  /** The same with every character escaped: even half of a surrogate pair. */
  static byte[] escapedDelta(String text) {
    StringBuilder content = new StringBuilder();
    text.chars().forEach(unit -> content.append(String.format("\\u%04x", unit)));
    String choice = "{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}";
    return ("data: {\"choices\":[" + choice + "]}\n\n").getBytes(UTF_8);
  }

  static byte[] finish(String finishReason) {
    ObjectNode chunk = chunk();
    chunk
        .withArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", finishReason)
        .putObject("delta");
    return event(chunk);
  }

  /** The completion of a model that does not stream. */
  static String whole(String text, String finishReason) {
    ObjectNode completion = JSON.createObjectNode();
    completion.put("id", "chatcmpl-1").put("object", "chat.completion");
    completion
        .withArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", finishReason)
        .putObject("message")
        .put("role", "assistant")
        .put("content", text);
    completion.putObject("usage").put("prompt_tokens", 9).put("completion_tokens", 3);
    return completion.toString();
  }

  static String error(String message, String code) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("message", message).put("type", "error").put("code", code);
    return body.toString();
  }

  private static byte[] event(JsonNode data) {
    return ("data: " + data + "\n\n").getBytes(UTF_8);
  }

  private static ObjectNode chunk() {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion.chunk")
        .put("created", 1_790_000_000)
        .put("model", "fake");
  }
}
