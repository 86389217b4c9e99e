package dev.porchlight.cluster.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.answer.PendingQuestion;
import org.jspecify.annotations.Nullable;

/** Questions that may be asked again, as JSON. Safe for use by any thread. */
final class PendingQuestionText {

  /** More than a request's body can hold. */
  static final int MOST_BYTES = 160 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private PendingQuestionText() {}

  /** The text of a question, or null where it is too long. */
  static @Nullable String of(PendingQuestion question) {
    try {
      String text = JSON.writeValueAsString(question);
      return text.getBytes(UTF_8).length > MOST_BYTES ? null : text;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a question.
   *
   * @throws IllegalArgumentException where it is none
   */
  static PendingQuestion read(String text) {
    try {
      return JSON.readValue(text, PendingQuestion.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
