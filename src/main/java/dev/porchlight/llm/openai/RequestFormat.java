package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import java.util.Locale;

/**
 * Which fields a request has where providers differ.
 *
 * @param asksUsage whether it has {@code stream_options}
 * @param completionTokens whether the length limit is called {@code max_completion_tokens}
 */
record RequestFormat(boolean asksUsage, boolean completionTokens) {
  static final RequestFormat FIRST = new RequestFormat(true, false);

  /** The shape to try once a request of this one was refused; the same where nothing helps. */
  RequestFormat afterRefusal(ProviderError error) {
    boolean refused = error.status() == 400 || error.status() == 422;
    if (!refused || ErrorClassifier.isTooLong(error)) {
      return this;
    }
    return new RequestFormat(
        asksUsage && !error.names("stream_options"),
        completionTokens || error.names("max_tokens") || error.names("max_completion_tokens"));
  }

  /** The body of a request for this prompt, as UTF-8. */
  byte[] body(ObjectMapper mapper, EndpointConfig upstream, Prompt prompt) {
    ObjectNode body = mapper.createObjectNode();
    body.put("model", upstream.model());
    if (upstream.api() == Api.RESPONSES) {
      putMessages(body.putArray("input"), prompt);
      body.put("stream", true).put("store", false).put("max_output_tokens", upstream.maxTokens());
    } else {
      putMessages(body.putArray("messages"), prompt);
      body.put("stream", true);
      if (asksUsage) {
        body.putObject("stream_options").put("include_usage", true);
      }
      body.put(completionTokens ? "max_completion_tokens" : "max_tokens", upstream.maxTokens());
    }
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  private static void putMessages(ArrayNode messages, Prompt prompt) {
    for (Message message : prompt.turns()) {
      messages
          .addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .put("content", message.content());
    }
  }
}
