package dev.porchlight.llm;

/** What may be done about an upstream's failure before the first delta. */
public enum FailureAction {
  /** The same upstream may be asked again, once its peace is over. */
  WAIT_AND_RETRY,
  /** Not asked again there: the request may be billed, or asking again would not help. */
  ELSEWHERE,
  /** The question itself is the reason: nobody is asked again. */
  NONE;

  /** The remedy of a failure of which nothing else is known. */
  public static FailureAction usualFor(FailureCode code) {
    return switch (code) {
      case UPSTREAM_BUSY -> WAIT_AND_RETRY;
      case UPSTREAM_UNAVAILABLE,
          UPSTREAM_TIMEOUT,
          UPSTREAM_MISCONFIGURED,
          BUDGET_SPENT,
          UPSTREAM_BAD_RESPONSE ->
          ELSEWHERE;
      case UPSTREAM_ERROR, QUESTION_REFUSED, QUESTION_TOO_LONG, SHUTTING_DOWN, INTERNAL_ERROR ->
          NONE;
    };
  }
}
