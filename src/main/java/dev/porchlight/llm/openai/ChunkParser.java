package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.porchlight.llm.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a chat completion, a chunk of a stream or a whole one, in every provider's
 * dialect. Safe for use by any thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/streaming">the chunk object</a>
 */
final class ChunkParser {
  private static final List<String> REASONING_FIELDS =
      List.of("reasoning", "reasoning_content", "reasoning_text");
  private static final List<String> ERROR_FIELDS = List.of("error", "error_message", "error_type");

  private final ObjectReader json;

  ChunkParser(ObjectMapper mapper) {
    json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * @throws MalformedResponseException if it is no JSON, or JSON of something else
   */
  CompletionChunk read(String chunk) {
    JsonNode root = parse(chunk);
    if (isError(root)) {
      return CompletionChunk.ofError(new ProviderError(statusIn(root), chunk));
    }
    if (!root.isObject()) {
      throw new MalformedResponseException("a chunk is not a JSON object");
    }
    return read(root, firstChoice(root.path("choices")));
  }

  /** Reads what a stream itself called an error, JSON or not. */
  CompletionChunk readError(String account) {
    int status = 0;
    try {
      status = statusIn(json.readTree(account));
    } catch (JsonProcessingException e) {
      // An error in plain words is one all the same.
    }
    return CompletionChunk.ofError(new ProviderError(status, account));
  }

  private static CompletionChunk read(JsonNode root, JsonNode choice) {
    JsonNode said = choice.path(choice.hasNonNull("message") ? "message" : "delta");
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder(reasoning(said));
    appendContent(said.path("content"), text, reasoning);
    return new CompletionChunk(
        text.toString(), reasoning.toString(), finishReason(choice), usage(root), null);
  }

  private JsonNode parse(String chunk) {
    try {
      return json.readTree(chunk);
    } catch (JsonProcessingException e) {
      throw new MalformedResponseException("a chunk is not JSON");
    }
  }

  /** An array is Gemini's way to tell an error. */
  private static boolean isError(JsonNode root) {
    JsonNode told = root.isArray() ? root.path(0) : root;
    return ERROR_FIELDS.stream().anyMatch(told::hasNonNull)
        || told.path("object").asText().equals("error");
  }

  private static int statusIn(JsonNode root) {
    JsonNode told = root.isArray() ? root.path(0) : root;
    JsonNode error = told.path("error");
    for (JsonNode place : List.of(error.path("code"), error.path("status"), told.path("code"))) {
      int status = place.asInt();
      if (status >= 400 && status <= 599) {
        return status;
      }
    }
    return 0;
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
    return REASONING_FIELDS.stream()
        .map(field -> said.path(field).asText(""))
        .filter(reasoning -> !reasoning.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static @Nullable String finishReason(JsonNode choice) {
    String reason = choice.path("finish_reason").asText("");
    return reason.isEmpty() || reason.equals("null") ? null : reason;
  }

  private static @Nullable TokenUsage usage(JsonNode root) {
    JsonNode usage =
        root.hasNonNull("usage") ? root.path("usage") : root.path("x_groq").path("usage");
    return usage.isObject()
        ? new TokenUsage(
            usage.path("prompt_tokens").asLong(), usage.path("completion_tokens").asLong())
        : null;
  }
}
