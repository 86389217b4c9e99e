package dev.porchlight.messages;

import dev.porchlight.messages.MessageDelivery.Result.Failed;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a webhook did not take a message, and what its owner can do. Stateless. */
final class WebhookFailure {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
  private static final String ADDRESS = "Check MESSAGES_WEBHOOK_URL.";

  private WebhookFailure() {}

  /**
   * @param status any but a success
   * @param retryAfter the header's value, or null
   */
  static Failed ofStatus(int status, @Nullable String retryAfter) {
    String cause = "it answered with status %d".formatted(status);
    Duration wait =
        retryAfter != null && SECONDS.matcher(retryAfter).matches()
            ? Duration.ofSeconds(Long.parseLong(retryAfter))
            : null;
    if (status < 400) {
      return new Failed(
          cause,
          "Redirects are not followed: set MESSAGES_WEBHOOK_URL to the address it leads to.");
    }
    String cure =
        switch (status) {
          case 401, 403 ->
              "Check MESSAGES_WEBHOOK_URL, and MESSAGES_WEBHOOK_SECRET where it checks one.";
          case 404, 410 -> "There is no such webhook, or no longer. " + ADDRESS;
          case 429 -> "It limits how much it takes; no more need be done.";
          default ->
              status < 500
                  ? "It does not take what was sent. " + ADDRESS
                  : "The receiver is failing; look there.";
        };
    return new Failed(cause, cure, wait);
  }

  static Failed ofBreak(@Nullable Throwable broken, Duration deadline) {
    if (isIn(broken, TimeoutException.class)) {
      return new Failed(
          "it did not answer within %d s".formatted(deadline.toSeconds()),
          "Is the receiver running? Check the host and the port in MESSAGES_WEBHOOK_URL.");
    }
    if (isIn(broken, UnknownHostException.class)
        || isIn(broken, UnresolvedAddressException.class)) {
      return new Failed("there is no such host", ADDRESS);
    }
    if (isIn(broken, ConnectException.class)) {
      return new Failed(
          "connection refused",
          "Is the receiver running? Check the host and the port in MESSAGES_WEBHOOK_URL.");
    }
    return isIn(broken, SSLException.class)
        ? new Failed(
            "TLS failed", "Correct the certificate there, or the host in MESSAGES_WEBHOOK_URL.")
        : new Failed("the connection broke", "");
  }

  static boolean isIn(@Nullable Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
