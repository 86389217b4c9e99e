package dev.porchlight.llm.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of the Responses API, an event of a stream or a whole response. Safe for use by
 * any thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">its events</a>
 */
final class ResponsesParser implements ChunkReader {
  private static final CompletionChunk NOTHING =
      new CompletionChunk("", "", false, null, null, null);

  private final JsonBody json;

  ResponsesParser(ObjectMapper mapper) {
    json = new JsonBody(mapper);
  }

  @Override
  public CompletionChunk read(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, UTF_8);
    JsonNode root = json.parse(text);
    if (!root.isObject()) {
      throw new MalformedResponseException("an event is not a JSON object");
    }
    String delta = root.path("delta").asText("");
    return switch (root.path("type").asText("")) {
      case "response.output_text.delta" -> CompletionChunk.ofText(delta);
      case "response.refusal.delta" -> new CompletionChunk(delta, "", true, null, null, null);
      case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" ->
          new CompletionChunk("", delta, false, null, null, null);
      case "response.completed", "response.incomplete", "response.failed" ->
          ending(root.path("response"), "", "", false, text);
      case "error" -> json.readError(text);
      case "" -> whole(root, text);
      default -> NOTHING;
    };
  }

  @Override
  public CompletionChunk readError(String account) {
    return json.readError(account);
  }

  /** A response that was not streamed, or an error in place of one. */
  private CompletionChunk whole(JsonNode response, String account) {
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    for (JsonNode item : response.path("output")) {
      item.path("summary").forEach(part -> reasoning.append(part.path("text").asText("")));
      for (JsonNode part : item.path("content")) {
        boolean thought = part.path("type").asText("").equals("reasoning_text");
        (thought ? reasoning : text).append(part.path("text").asText(""));
        refusal.append(part.path("refusal").asText(""));
      }
    }
    boolean refused = !refusal.isEmpty();
    return ending(
        response, text.append(refusal).toString(), reasoning.toString(), refused, account);
  }

  private static CompletionChunk ending(
      JsonNode response, String text, String reasoning, boolean refused, String account) {
    CompletionChunk error = JsonBody.error(response, account);
    if (error != null) {
      return error;
    }
    String reason = reason(response);
    if (reason == null) {
      throw new MalformedResponseException("a response has no status that ends it");
    }
    return new CompletionChunk(
        text, reasoning, refused, reason, JsonBody.usage(response.path("usage")), null);
  }

  /** The reason by the name that the chat-completions API has for it; null where there is none. */
  private static @Nullable String reason(JsonNode response) {
    return switch (response.path("status").asText("")) {
      case "completed" -> "stop";
      case "failed" -> "error";
      case "incomplete" -> {
        JsonNode because = response.path("incomplete_details").path("reason");
        yield because.asText("").equals("max_output_tokens") ? "length" : named(because);
      }
      default -> null;
    };
  }

  private static String named(JsonNode because) {
    String reason = JsonBody.reason(because);
    return reason == null ? "unknown" : reason;
  }
}
