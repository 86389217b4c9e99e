package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunk that is one delta and nothing else, as nearly all are, without a tree of its JSON.
 * What says more, or is anything else, is left to {@link ChunkParser}: an error, a finish reason,
 * usage, a refusal, several choices, content in parts, what is no JSON. For one thread at a time.
 *
 * <p>One parser reads many chunks: whatever it allocates at its start is paid once. It is made anew
 * now and then, since it remembers each name of a field that it has seen.
 */
final class DeltaReader {

  private static final int CHUNKS_OF_A_PARSER = 1024;

  /** A larger chunk is no mere delta. */
  private static final int MOST_BYTES = 16 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private @Nullable JsonParser parser;
  private int chunksRead;
  private @Nullable String text;
  private String reasoning = "";
  private boolean chosen;

  /**
   * Reads a chunk.
   *
   * @param bytes hold its JSON
   * @param from where it starts
   * @param to where it ends
   * @return what it says, or null where it is not known to be a delta and nothing else
   */
  @Nullable CompletionChunk read(byte[] bytes, int from, int to) {
    if (from == to || to - from > MOST_BYTES || bytes[from] != '{') {
      return null;
    }
    text = null;
    reasoning = "";
    chosen = false;
    try {
      JsonParser json = parser();
      ((ByteArrayFeeder) json.getNonBlockingInputFeeder()).feedInput(bytes, from, to);
      boolean isDelta = json.nextToken() == JsonToken.START_OBJECT && readChunk(json);
      if (!isWhole(json)) {
        parser = null;
        return null;
      }
      return isDelta && chosen ? chunk() : null;
    } catch (IOException e) {
      parser = null;
      return null;
    }
  }

  private CompletionChunk chunk() {
    return new CompletionChunk(text == null ? "" : text, reasoning, false, null, null, null);
  }

  private JsonParser parser() throws IOException {
    JsonParser json = parser;
    if (json == null || chunksRead == CHUNKS_OF_A_PARSER) {
      json = JSON.createNonBlockingByteArrayParser();
      parser = json;
      chunksRead = 0;
    }
    chunksRead++;
    return json;
  }

  /** Reads what is left, and whether that is the rest of the one object. */
  private static boolean isWhole(JsonParser json) throws IOException {
    while (!json.getParsingContext().inRoot()) {
      if (json.nextToken() == JsonToken.NOT_AVAILABLE) {
        return false;
      }
    }
    return json.nextToken() == JsonToken.NOT_AVAILABLE;
  }

  private boolean readChunk(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean isKnown =
          switch (name) {
            case "choices" -> value == JsonToken.START_ARRAY && readChoices(json);
            case "error", "error_message", "error_type", "usage", "x_groq" ->
                value == JsonToken.VALUE_NULL;
            case "object" -> value != JsonToken.VALUE_STRING || !json.getText().equals("error");
            default -> true;
          };
      if (!isKnown || !skip(json)) {
        return false;
      }
    }
    return true;
  }

  private boolean readChoices(JsonParser json) throws IOException {
    if (chosen || json.nextToken() != JsonToken.START_OBJECT || !readChoice(json)) {
      return false;
    }
    chosen = true;
    return json.nextToken() == JsonToken.END_ARRAY;
  }

  private boolean readChoice(JsonParser json) throws IOException {
    boolean said = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean isKnown =
          switch (name) {
            case "index" -> value == JsonToken.VALUE_NUMBER_INT && json.getIntValue() == 0;
            case "finish_reason" -> value == JsonToken.VALUE_NULL;
            case "delta" -> !said && value == JsonToken.START_OBJECT && readDelta(json);
            default -> true;
          };
      if (!isKnown || !skip(json)) {
        return false;
      }
      said |= name.equals("delta");
    }
    return said;
  }

  private boolean readDelta(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean isKnown =
          switch (name) {
            case "content" -> readContent(json, value);
            case "reasoning", "reasoning_content", "reasoning_text" -> readReasoning(json, value);
            case "refusal" -> isEmpty(json, value);
            default -> true;
          };
      if (!isKnown || !skip(json)) {
        return false;
      }
    }
    return true;
  }

  private boolean readContent(JsonParser json, JsonToken value) throws IOException {
    if (text != null || value != JsonToken.VALUE_STRING) {
      return text == null && value == JsonToken.VALUE_NULL;
    }
    text = json.getText();
    return true;
  }

  /** Of two fields that both say something, {@link ChunkParser} knows which one counts. */
  private boolean readReasoning(JsonParser json, JsonToken value) throws IOException {
    if (isEmpty(json, value)) {
      return true;
    }
    if (value != JsonToken.VALUE_STRING || !reasoning.isEmpty()) {
      return false;
    }
    reasoning = json.getText();
    return true;
  }

  private static boolean isEmpty(JsonParser json, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NULL
        || (value == JsonToken.VALUE_STRING && json.getTextLength() == 0);
  }

  /** Passes over the value that the parser is at; false where it is cut. */
  private static boolean skip(JsonParser json) throws IOException {
    int depth = json.currentToken().isStructStart() ? 1 : 0;
    while (depth > 0) {
      JsonToken next = json.nextToken();
      if (next == JsonToken.NOT_AVAILABLE) {
        return false;
      }
      depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
    }
    return true;
  }
}
