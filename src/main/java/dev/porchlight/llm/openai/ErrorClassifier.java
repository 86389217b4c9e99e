package dev.porchlight.llm.openai;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** What an upstream's failure means: the one place where statuses and causes become codes. */
public final class ErrorClassifier {
  private static final List<String> OUT_OF_CREDIT =
      List.of("insufficient_quota", "insufficient balance", "billing_hard_limit", "requestsperday");
  private static final List<String> TOO_LONG =
      List.of(
          "context_length",
          "context length",
          "context window",
          "context size",
          "maximum context",
          "prompt is too long",
          "too many tokens");

  private static final List<String> MODERATION =
      List.of(
          "moderation",
          "flagged",
          "content_policy",
          "content policy",
          "content_filter",
          "responsibleaipolicyviolation");

  private ErrorClassifier() {}

  /** Of a response that is no answer, by its status and its body. */
  public static FailureCode ofResponse(ProviderError error) {
    int status = error.status();
    return switch (status) {
      case 401, 404 -> FailureCode.UPSTREAM_MISCONFIGURED;
      case 403 ->
          isModeration(error) ? FailureCode.QUESTION_REFUSED : FailureCode.UPSTREAM_MISCONFIGURED;
      case 402 -> FailureCode.PROVIDER_OUT_OF_CREDIT;
      case 413 -> FailureCode.QUESTION_TOO_LONG;
      case 408, 409, 425 -> FailureCode.UPSTREAM_BUSY;
      case 429 ->
          isOutOfCredit(error) ? FailureCode.PROVIDER_OUT_OF_CREDIT : FailureCode.UPSTREAM_BUSY;
      default -> ofOtherResponse(error);
    };
  }

  /** Of an error that came in place of an answer, though the response's status was 200. */
  static FailureCode ofErrorInsteadOfAnswer(ProviderError error) {
    if (error.status() != 0) {
      return ofResponse(error);
    }
    if (isTooLong(error)) {
      return FailureCode.QUESTION_TOO_LONG;
    }
    return isOutOfCredit(error)
        ? FailureCode.PROVIDER_OUT_OF_CREDIT
        : FailureCode.UPSTREAM_BAD_RESPONSE;
  }

  /** Of a connection that broke before anything of an answer came. */
  static FailureCode ofBreak(Throwable cause) {
    return isUnreadable(cause)
        ? FailureCode.UPSTREAM_BAD_RESPONSE
        : FailureCode.UPSTREAM_UNAVAILABLE;
  }

  /** What may be done about a response of this code; {@code x-should-retry} knows better. */
  public static FailureAction action(FailureCode code, @Nullable String shouldRetry) {
    FailureAction usual = FailureAction.usualFor(code);
    if (usual == FailureAction.NONE) {
      return usual;
    }
    if ("true".equalsIgnoreCase(shouldRetry)) {
      return FailureAction.WAIT_AND_RETRY;
    }
    return "false".equalsIgnoreCase(shouldRetry) && usual == FailureAction.WAIT_AND_RETRY
        ? FailureAction.ELSEWHERE
        : usual;
  }

  /** Of a connection that could not be made; null where a request may have gone out over it. */
  public static CompletionOutcome.@Nullable Failed ofNoConnection(
      Throwable cause, boolean connected) {
    boolean unreachable =
        !connected
            || find(cause, UnknownHostException.class) != null
            || find(cause, ConnectException.class) != null;
    if (!unreachable && find(cause, SSLException.class) == null) {
      return null;
    }
    return CompletionOutcome.Failed.unsent(
        FailureCode.UPSTREAM_UNAVAILABLE,
        unreachable ? FailureAction.WAIT_AND_RETRY : FailureAction.ELSEWHERE);
  }

  /** Of a request that could not be sent in time: by TLS, where there was a connection. */
  static CompletionOutcome.Failed ofConnectDeadline(boolean connected) {
    return connected
        ? CompletionOutcome.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, FailureAction.ELSEWHERE)
        : CompletionOutcome.Failed.unsent(
            FailureCode.UPSTREAM_TIMEOUT, FailureAction.WAIT_AND_RETRY);
  }

  /** Whether what came broke the rules of HTTP or of its coding, rather than that it stopped. */
  static boolean isUnreadable(Throwable cause) {
    return Stream.of(HttpException.class, HttpResponseException.class, ZipException.class)
        .anyMatch(kind -> find(cause, kind) != null);
  }

  /** Whether the question was refused for what it says. */
  static boolean isModeration(ProviderError error) {
    return MODERATION.stream().anyMatch(error::names);
  }

  static boolean isTooLong(ProviderError error) {
    return TOO_LONG.stream().anyMatch(error::names);
  }

  /** The first of a kind among a failure and its causes. */
  static <T> @Nullable T find(@Nullable Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return kind.cast(cause);
      }
    }
    return null;
  }

  private static FailureCode ofOtherResponse(ProviderError error) {
    if (HttpStatus.isServerError(error.status())) {
      return FailureCode.UPSTREAM_BUSY;
    }
    if (!HttpStatus.isClientError(error.status())) {
      return FailureCode.UPSTREAM_BAD_RESPONSE;
    }
    return isTooLong(error) ? FailureCode.QUESTION_TOO_LONG : FailureCode.QUESTION_REFUSED;
  }

  private static boolean isOutOfCredit(ProviderError error) {
    return OUT_OF_CREDIT.stream().anyMatch(error::names);
  }
}
