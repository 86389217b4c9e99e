package dev.porchlight.web;

import dev.porchlight.encoding.HeaderText;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** The header by which a client says that a request is the same as before. */
final class IdempotencyKey {

  private static final int MAX_CHARACTERS = 200;

  private IdempotencyKey() {}

  /**
   * The key of a request, or null where it has none.
   *
   * @throws ProblemException 400 where it can't be one
   */
  static @Nullable String of(Context ctx) {
    String key = ctx.header("Idempotency-Key");
    if (key != null && !(HeaderText.isPrintableAscii(key) && key.length() <= MAX_CHARACTERS)) {
      throw new ProblemException(
          Problem.of(
              400,
              "invalid_idempotency_key",
              "The Idempotency-Key must be 1 to 200 printable ASCII characters without spaces."));
    }
    return key;
  }
}
