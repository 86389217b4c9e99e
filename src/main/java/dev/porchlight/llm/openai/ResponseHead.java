package dev.porchlight.llm.openai;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
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
record ResponseHead(int status, HttpFields headers) {

  static final ResponseHead NONE = new ResponseHead(0, HttpFields.EMPTY);

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
  CompletionOutcome.Failed refusal(ProviderError error, Instant now) {
    FailureCode code = ErrorClassifier.ofResponse(error);
    FailureAction action = ErrorClassifier.action(code, headers.get("x-should-retry"));
    boolean mayWait = code == FailureCode.UPSTREAM_BUSY || action == FailureAction.WAIT_AND_RETRY;
    CompletionOutcome.Failed refusal =
        new CompletionOutcome.Failed(code, mayWait ? retryHint(error, now) : null, action);
    return code == FailureCode.UPSTREAM_MISCONFIGURED && status == HttpStatus.FORBIDDEN_403
        ? refusal.perhapsForTheQuestion()
        : refusal;
  }

  /** How long to leave the upstream alone, or null where it does not say. */
  @Nullable Duration retryHint(ProviderError error, Instant now) {
    return RetryAfterParser.of(headers, error.account(), now);
  }
}
