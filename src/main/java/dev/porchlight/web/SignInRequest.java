package dev.porchlight.web;

import org.jspecify.annotations.Nullable;

/** The body of {@code POST /owner/session} as it came in. */
record SignInRequest(@Nullable String token) {

  static final int MAX_BODY_BYTES = 4 * 1024;

  private static final StrictJson<SignInRequest> BODY =
      new StrictJson<>(SignInRequest.class, "token", "token is");

  /**
   * Reads a body and checks it.
   *
   * @return what is said to be the token
   * @throws ProblemException 400, naming the field where it is one
   */
  static String parse(byte[] body) {
    String token = BODY.parse(body).token();
    if (token == null || token.isBlank()) {
      throw StrictJson.invalid("token", "is missing or blank; the owner's token is expected");
    }
    return token.strip();
  }

  /** Does not hold the token. */
  @Override
  public String toString() {
    return "SignInRequest[…]";
  }
}
