package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.porchlight.llm.TokenUsage;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the JSON of every API has in common: errors, usage, reasons. Safe for use by any thread. */
final class JsonBody {
  private static final List<String> ERROR_FIELDS = List.of("error", "error_message", "error_type");
  private static final List<String> PROMPT_TOKENS = List.of("prompt_tokens", "input_tokens");
  private static final List<String> COMPLETION_TOKENS =
      List.of("completion_tokens", "output_tokens");

  private static final List<String> PROMPT_DETAILS =
      List.of("prompt_tokens_details", "input_tokens_details", "");
  private static final List<String> CACHED_TOKENS =
      List.of("cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens");

  /** More than any model's context holds; a count above it is no count. */
  private static final long MAX_TOKENS = 100_000_000;

  /** What a provider may call a reason: it is shown to visitors. */
  private static final Pattern REASON = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

  private final ObjectReader json;

  JsonBody(ObjectMapper mapper) {
    json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The object that this is.
   *
   * @throws MalformedResponseException if it is no JSON, or JSON of something else
   */
  JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedResponseException("a chunk is not JSON");
    }
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

  /** The error in the JSON, or null where there is none. */
  static @Nullable CompletionChunk error(JsonNode root, String account) {
    return isError(root)
        ? CompletionChunk.ofError(new ProviderError(statusIn(root), account))
        : null;
  }

  /** The counts of a usage object, or null where one is missing or can't be a count. */
  static @Nullable TokenUsage usage(JsonNode usage) {
    Long prompt = count(usage, PROMPT_TOKENS);
    Long completion = count(usage, COMPLETION_TOKENS);
    return prompt == null || completion == null
        ? null
        : new TokenUsage(prompt, completion, cached(usage, prompt));
  }

  /** What of a prompt was in the provider's cache: some count it in a detail, some beside. */
  private static long cached(JsonNode usage, long prompt) {
    for (String details : PROMPT_DETAILS) {
      Long cached = count(details.isEmpty() ? usage : usage.path(details), CACHED_TOKENS);
      if (cached != null) {
        return Math.min(cached, prompt);
      }
    }
    return 0;
  }

  /** A finish reason that can be shown; null while there is none. */
  static @Nullable String reason(JsonNode field) {
    String reason = field.asText("");
    if (reason.isEmpty() || reason.equals("null")) {
      return null;
    }
    return REASON.matcher(reason).matches() ? reason : "unknown";
  }

  /** Gemini wraps an error in an array. */
  private static boolean isError(JsonNode root) {
    JsonNode body = root.isArray() ? root.path(0) : root;
    return ERROR_FIELDS.stream().anyMatch(body::hasNonNull)
        || body.path("x_groq").hasNonNull("error")
        || body.path("object").asText().equals("error");
  }

  private static int statusIn(JsonNode root) {
    JsonNode body = root.isArray() ? root.path(0) : root;
    JsonNode error = body.path("error");
    for (JsonNode place : List.of(error.path("code"), error.path("status"), body.path("code"))) {
      int status = place.asInt();
      if (status >= 400 && status <= 599) {
        return status;
      }
    }
    return 0;
  }

  private static @Nullable Long count(JsonNode usage, List<String> names) {
    for (String name : names) {
      JsonNode count = usage.path(name);
      if (count.isIntegralNumber() && count.canConvertToLong()) {
        long tokens = count.asLong();
        return tokens >= 0 && tokens <= MAX_TOKENS ? Long.valueOf(tokens) : null;
      }
    }
    return null;
  }
}
