package dev.porchlight.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The head of an upstream's response, and what it says of the rest.
 *
 * @param status the HTTP status; 0 before there is a response
 */
record UpstreamResponse(int status, HttpFields headers) {

  static final UpstreamResponse NONE = new UpstreamResponse(0, HttpFields.EMPTY);

  boolean isAnswer() {
    return status == HttpStatus.OK_200;
  }

  /** Gzip was decoded on the way, and its header is gone; anything else was not asked for. */
  boolean isCoded() {
    String coding = headers.get(HttpHeader.CONTENT_ENCODING);
    return coding != null && !coding.equalsIgnoreCase("identity");
  }

  boolean isEventStream() {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  /** What a response that is no answer means, its own account considered. */
  ModelEnding.Failed refusal(UpstreamError error, Instant now) {
    FailureCode code = FailureTable.ofResponse(error);
    Remedy remedy = FailureTable.remedy(code, headers.get("x-should-retry"));
    boolean mayWait = code == FailureCode.UPSTREAM_BUSY || remedy == Remedy.WAIT_AND_RETRY;
    return new ModelEnding.Failed(code, mayWait ? retryHint(error, now) : null, remedy);
  }

  /** How long to leave the upstream alone, or null where it does not say. */
  @Nullable Duration retryHint(UpstreamError error, Instant now) {
    return RetryHint.of(headers, error.account(), now);
  }
}
