package dev.porchlight.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a chat completion, a chunk of a stream or a whole one, in every provider's
 * dialect. Safe for use by any thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/streaming">the chunk object</a>
 */
final class CompletionChunkReader {
  private static final List<String> REASONING_FIELDS =
      List.of("reasoning", "reasoning_content", "reasoning_text");
  private static final List<String> ERROR_FIELDS = List.of("error", "error_message", "error_type");

  private final ObjectReader json;

  CompletionChunkReader(ObjectMapper mapper) {
    json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * @throws BadResponseException if it is no JSON, or JSON of something else
   */
  CompletionChunk read(String chunk) {
    JsonNode root = parse(chunk);
    if (isError(root)) {
      return CompletionChunk.ofError(new UpstreamError(statusIn(root), chunk));
    }
    if (!root.isObject()) {
      throw new BadResponseException("a chunk is not a JSON object");
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
    return CompletionChunk.ofError(new UpstreamError(status, account));
  }

  private static CompletionChunk read(JsonNode root, JsonNode choice) {
    JsonNode said = choice.path(choice.hasNonNull("message") ? "message" : "delta");
    StringBuilder text = new StringBuilder();
    boolean reasoned = appendContent(said.path("content"), text) || hasReasoning(said);
    return new CompletionChunk(text.toString(), reasoned, finishReason(choice), usage(root), null);
  }

  private JsonNode parse(String chunk) {
    try {
      return json.readTree(chunk);
    } catch (JsonProcessingException e) {
      throw new BadResponseException("a chunk is not JSON");
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

  /** Appends what is to be seen of the content; returns whether it holds any reasoning. */
  private static boolean appendContent(JsonNode content, StringBuilder text) {
    if (content.isArray()) {
      boolean reasoned = false;
      for (JsonNode part : content) {
        reasoned |= appendPart(part, text);
      }
      return reasoned;
    }
    if (content.isValueNode() && !content.isNull()) {
      text.append(content.asText());
    }
    return false;
  }

  private static boolean appendPart(JsonNode part, StringBuilder text) {
    if (part.path("type").asText().equals("thinking")) {
      return true;
    }
    return appendContent(part.isObject() ? part.path("text") : part, text);
  }

  private static boolean hasReasoning(JsonNode said) {
    return REASONING_FIELDS.stream().anyMatch(field -> said.path(field).asText().length() > 0);
  }

  private static @Nullable String finishReason(JsonNode choice) {
    String reason = choice.path("finish_reason").asText("");
    return reason.isEmpty() || reason.equals("null") ? null : reason;
  }

  private static @Nullable Usage usage(JsonNode root) {
    JsonNode usage =
        root.hasNonNull("usage") ? root.path("usage") : root.path("x_groq").path("usage");
    return usage.isObject()
        ? new Usage(usage.path("prompt_tokens").asLong(), usage.path("completion_tokens").asLong())
        : null;
  }
}
