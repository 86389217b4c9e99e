package dev.porchlight.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, RFC 9457: why a request was refused.
 *
 * @param title what the status means, the same for every request refused so
 * @param detail what was wrong with this one, what was given, what is allowed
 * @param code the machine-readable name of the problem
 * @param field the member of the body that is wrong, or null where it is none
 * @param retryAfterSeconds when it is worth trying again, or null where that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String field,
    @Nullable Long retryAfterSeconds) {

  static final String CONTENT_TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static Problem of(int status, String code, String detail) {
    return new Problem("about:blank", title(status), status, detail, code, null, null);
  }

  static Problem notFound() {
    return of(404, "not_found", "There is nothing at this address.");
  }

  static Problem invalidField(String field, String detail) {
    return new Problem("about:blank", title(400), 400, detail, "invalid_field", field, null);
  }

  Problem retryAfter(long seconds) {
    return new Problem(type, title, status, detail, code, field, seconds);
  }

  /** The document's text. */
  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem document could not be written", e);
    }
  }

  private static String title(int status) {
    return status == 413 ? "Content Too Large" : HttpStatus.getMessage(status);
  }
}
