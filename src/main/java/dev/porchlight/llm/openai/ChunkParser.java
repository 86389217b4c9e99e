package dev.porchlight.llm.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.llm.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a chat completion, a chunk of a stream or a whole one, in every provider's
 * dialect. Safe for use by any thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/streaming">the chunk object</a>
 */
final class ChunkParser implements ChunkReader {
  static final List<String> REASONING_FIELDS =
      List.of("reasoning", "reasoning_content", "reasoning_text");

  private final ThreadLocal<DeltaReader> deltas = ThreadLocal.withInitial(DeltaReader::new);
  private final JsonBody json;

  ChunkParser(ObjectMapper mapper) {
    json = new JsonBody(mapper);
  }

  @Override
  public CompletionChunk read(byte[] bytes, int from, int to) {
    CompletionChunk delta = deltas.get().read(bytes, from, to);
    return delta == null ? read(new String(bytes, from, to - from, UTF_8)) : delta;
  }

  private CompletionChunk read(String chunk) {
    JsonNode root = json.parse(chunk);
    CompletionChunk error = JsonBody.error(root, chunk);
    if (error != null) {
      return error;
    }
    if (!root.isObject()) {
      throw new MalformedResponseException("a chunk is not a JSON object");
    }
    return read(root, firstChoice(root.path("choices")));
  }

  @Override
  public CompletionChunk readError(String account) {
    return json.readError(account);
  }

  /** Of a choice with both, the message repeats what all deltas so far have said. */
  private static CompletionChunk read(JsonNode root, JsonNode choice) {
    JsonNode said = choice.path(choice.path("delta").isObject() ? "delta" : "message");
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder(reasoning(said));
    appendContent(said.path("content"), text, reasoning);
    String refusal = said.path("refusal").asText("");
    text.append(refusal);
    if (said.isMissingNode()) {
      text.append(choice.path("text").asText(""));
    }
    return new CompletionChunk(
        text.toString(),
        reasoning.toString(),
        !refusal.isEmpty(),
        JsonBody.reason(choice.path("finish_reason")),
        usage(root),
        null);
  }

  /** The choice of index 0; the missing one where there is none. */
  private static JsonNode firstChoice(JsonNode choices) {
    for (JsonNode choice : choices) {
      if (choice.path("index").asInt(0) == 0) {
        return choice;
      }
    }
    return choices.path(choices.size());
  }

  /** Appends what is to be seen of the content to the text, and the rest to the reasoning. */
  private static void appendContent(JsonNode content, StringBuilder text, StringBuilder reasoning) {
    if (content.isArray()) {
      content.forEach(part -> appendPart(part, text, reasoning));
    } else if (content.isValueNode() && !content.isNull()) {
      text.append(content.asText());
    }
  }

  private static void appendPart(JsonNode part, StringBuilder text, StringBuilder reasoning) {
    if (part.path("type").asText().equals("thinking")) {
      appendContent(part.path("thinking"), reasoning, reasoning);
    } else {
      appendContent(part.isObject() ? part.path("text") : part, text, reasoning);
    }
  }

  /** Of the first field that holds any: some providers say the same in two. */
  private static String reasoning(JsonNode said) {
    for (String field : REASONING_FIELDS) {
      String reasoning = said.path(field).asText("");
      if (!reasoning.isEmpty()) {
        return reasoning;
      }
    }
    return "";
  }

  private static @Nullable TokenUsage usage(JsonNode root) {
    TokenUsage usage = JsonBody.usage(root.path("usage"));
    return usage == null ? JsonBody.usage(root.path("x_groq").path("usage")) : usage;
  }
}
