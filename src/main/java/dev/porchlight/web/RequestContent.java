package dev.porchlight.web;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what a request says of its body before the body is read. */
public final class RequestContent {

  private static final Pattern JSON_IN_UTF_8 =
      Pattern.compile("application/json(?:\\s*;\\s*charset\\s*=\\s*\"?utf-8\"?)?");

  private RequestContent() {}

  /**
   * Checks that a body is framed as it can be read: by its length or in chunks, not compressed.
   *
   * @throws ProblemException 501 where it has another transfer coding (RFC 9112, section 6.1)
   */
  public static void checkFraming(Context ctx) {
    List<String> codings = Collections.list(ctx.req().getHeaders("Transfer-Encoding"));
    boolean isChunked = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
    if (!isChunked && !codings.isEmpty()) {
      throw new ProblemException(
          Problem.of(
              501,
              "transfer_encoding_unsupported",
              "The only Transfer-Encoding that is taken is chunked."));
    }
  }

  /**
   * Checks that a body is plain JSON.
   *
   * @throws ProblemException 415 where it is of another type or compressed
   */
  static void checkJson(Context ctx) {
    String type = lowerCase(ctx.header("Content-Type"));
    if (!JSON_IN_UTF_8.matcher(type).matches()) {
      throw new ProblemException(
          Problem.of(415, "not_json", "The Content-Type must be application/json, in UTF-8."));
    }
    String coding = lowerCase(ctx.header("Content-Encoding"));
    if (!coding.isEmpty() && !coding.equals("identity")) {
      ctx.header("Accept-Encoding", "identity");
      throw new ProblemException(
          Problem.of(
              415,
              "content_encoding_unsupported",
              "The body must be sent as it is, without a Content-Encoding."));
    }
  }

  private static String lowerCase(@Nullable String value) {
    return value == null ? "" : value.toLowerCase(Locale.ROOT).strip();
  }
}
