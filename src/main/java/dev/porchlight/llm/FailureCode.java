package dev.porchlight.llm;

import java.util.Locale;

/**
 * Why an answer failed: the {@code code} of the wire's {@code error} event, in lower case there.
 */
public enum FailureCode {
  /** Lookup, connect or TLS failed, or the connection broke before anything came. */
  UPSTREAM_UNAVAILABLE,
  /** It is overloaded or limits the rate: 408, 409, 425, 429 or a 5xx. */
  UPSTREAM_BUSY,
  /** Connected too slowly, or sent nothing in time. */
  UPSTREAM_TIMEOUT,
  /** 401, 403 or 404: the owner's settings are to be mended. */
  UPSTREAM_MISCONFIGURED,
  /** The owner's own budget for the day is spent. */
  BUDGET_SPENT,
  /** The owner's account at the provider has no credit, or no quota, left. */
  PROVIDER_OUT_OF_CREDIT,
  /** What came cannot be read as an answer. */
  UPSTREAM_BAD_RESPONSE,
  /** In mid-answer the upstream said that it failed. */
  UPSTREAM_ERROR,
  /** The upstream refused the question itself. */
  QUESTION_REFUSED,
  /** The question, with its history, is longer than the model takes. */
  QUESTION_TOO_LONG,
  /** The provider's filter held the whole answer back. */
  ANSWER_FILTERED,
  /** The model used up its tokens before it wrote anything of the answer. */
  THINKING_USED_UP,
  /** The model ended without a word. */
  ANSWER_EMPTY,
  /** The server is shutting down. */
  SHUTTING_DOWN,
  /** A fault of our own. */
  INTERNAL_ERROR;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
