package dev.porchlight.web;

import org.jspecify.annotations.Nullable;

/** The body of {@code POST /chat/{id}/feedback} as it came in. */
record FeedbackRequest(@Nullable Boolean helpful) {

  static final int MAX_BODY_BYTES = 1024;

  private static final StrictJson<FeedbackRequest> BODY =
      new StrictJson<>(FeedbackRequest.class, "helpful", "helpful is");

  /**
   * Reads a body and checks it.
   *
   * @return whether the visitor found the answer helpful
   * @throws ProblemException 400, naming the field where it is one
   */
  static boolean parse(byte[] body) {
    Boolean helpful = BODY.parse(body).helpful();
    if (helpful == null) {
      throw StrictJson.invalid("helpful", "is missing; true or false is expected");
    }
    return helpful;
  }
}
