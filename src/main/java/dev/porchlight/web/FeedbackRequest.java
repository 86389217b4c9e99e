package dev.porchlight.web;

import dev.porchlight.answer.log.Opinion;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /chat/{id}/feedback} as it came in. */
record FeedbackRequest(@Nullable Boolean helpful, @Nullable String reason) {

  static final int MAX_BODY_BYTES = 1024;

  private static final StrictJson<FeedbackRequest> BODY =
      new StrictJson<>(FeedbackRequest.class, "helpful", "helpful and reason are");

  /**
   * Reads a body and checks it.
   *
   * @return what the visitor thinks of the answer
   * @throws ProblemException 400, naming the field where it is one
   */
  static Opinion parse(byte[] body) {
    return BODY.parse(body).toOpinion();
  }

  private Opinion toOpinion() {
    if (helpful == null) {
      throw StrictJson.invalid("helpful", "is missing; true or false is expected");
    }
    if (reason == null) {
      return helpful ? Opinion.HELPFUL : Opinion.UNHELPFUL;
    }
    return Arrays.stream(Opinion.values())
        .filter(opinion -> !helpful && opinion.isReason() && opinion.wireName().equals(reason))
        .findFirst()
        .orElseThrow(FeedbackRequest::invalidReason);
  }

  private static ProblemException invalidReason() {
    String reasons =
        Arrays.stream(Opinion.values())
            .filter(Opinion::isReason)
            .map(opinion -> "\"" + opinion.wireName() + "\"")
            .collect(Collectors.joining(", "));
    return StrictJson.invalid(
        "reason", "is not allowed; where helpful is false, one of " + reasons + " is");
  }
}
