package dev.porchlight.llm;

/** What may be done about an upstream's failure before the first delta. */
public enum FailureAction {
  /** The same upstream may be asked again, once it takes calls again. */
  WAIT_AND_RETRY,
  /** Not retried there: the request may be billed, or a retry would not help. */
  ELSEWHERE,
  /** The question itself is the reason: nobody is asked again. */
  NONE;

  /** The action after a failure of which nothing else is known. */
  public static FailureAction usualFor(FailureCode code) {
    return switch (code) {
      case UPSTREAM_BUSY -> WAIT_AND_RETRY;
      case UPSTREAM_UNAVAILABLE,
          UPSTREAM_TIMEOUT,
          UPSTREAM_MISCONFIGURED,
          BUDGET_SPENT,
          PROVIDER_OUT_OF_CREDIT,
          UPSTREAM_BAD_RESPONSE,
          ANSWER_EMPTY ->
          ELSEWHERE;
      case UPSTREAM_ERROR,
          QUESTION_REFUSED,
          QUESTION_TOO_LONG,
          ANSWER_FILTERED,
          THINKING_USED_UP,
          SHUTTING_DOWN,
          INTERNAL_ERROR ->
          NONE;
    };
  }
}
