package dev.porchlight.web;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /owner/api/faq}.
 *
 * @param unanswered the id of the unanswered question that it answers, or null where it is none
 */
record FaqRequest(@Nullable String question, @Nullable String answer, @Nullable String unanswered) {

  static final int MAX_BODY_BYTES = 64 * 1024;

  private static final StrictJson<FaqRequest> BODY =
      new StrictJson<>(FaqRequest.class, "question", "question, answer and unanswered are");

  /**
   * Reads a body.
   *
   * @throws ProblemException 400, naming the field where it is one
   */
  static FaqRequest parse(byte[] body) {
    return BODY.parse(body);
  }

  String checkedQuestion() {
    return given("question", question, "the question as a visitor asks it is expected");
  }

  String checkedAnswer() {
    return given("answer", answer, "your answer is expected, in Markdown");
  }

  private static String given(String field, @Nullable String value, String expected) {
    if (value == null || value.isBlank()) {
      throw StrictJson.invalid(field, "is missing or blank; " + expected);
    }
    return value;
  }
}
